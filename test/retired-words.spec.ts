import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRetiredWords, RETIRED_WORDS, retiredWordsIn } from './support/retired-words.js';

const TEST = import.meta.dirname;
const readText = (path: string): string => readFileSync(join(TEST, path), 'utf8');

/** Files that still contain a retired word. The list may only shrink. */
const remaining = JSON.parse(readText('fixtures/retired-words.json')) as Record<string, string[]>;
const found = findRetiredWords();

describe('the retired words of docs/glossary.md', () => {
  it.each(RETIRED_WORDS)('"$word" is in no file that did not contain it before', ({ word }) => {
    const known = remaining[word] ?? [];
    expect((found[word] ?? []).filter((path) => !known.includes(path))).toEqual([]);
  });

  it('are removed from the list of remaining files as soon as a file is free of them', () => {
    const stale = Object.entries(remaining).flatMap(([word, paths]) =>
      paths.filter((path) => !found[word]?.includes(path)).map((path) => `${word}: ${path}`),
    );
    expect(stale).toEqual([]);
  });

  it('all have an entry in the glossary', () => {
    const glossary = readText('../docs/glossary.md').toLowerCase();
    expect(RETIRED_WORDS.filter(({ word }) => !glossary.includes(word))).toEqual([]);
  });
});

describe('the search for retired words', () => {
  it.each([
    ['a camel-case name', 'const theRightOfWay = 1;', ['right of way']],
    ['a file name', 'src/database/asked-together.ts', ['asked together']],
    ['a constant', 'const SECOND_LOOK_MS = 1;', ['second look']],
    ['a comment of two lines', '/**\n * who has the right\n * of way\n */', ['right of way']],
    ['the name of a task, which stays', "task: 'take_up_forgotten'", []],
    ['a field of stored jobs, which stays', '{ secondLooks: 1 }', []],
    ['a longer word', 'the payment history', []],
  ])('in %s', (_where, text, words) => {
    expect(retiredWordsIn(text)).toEqual(words);
  });
});
