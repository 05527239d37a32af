import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRetiredWords, RETIRED_WORDS, retiredWordsIn } from './support/retired-words.js';

const TEST = import.meta.dirname;
const readText = (path: string): string => readFileSync(join(TEST, path), 'utf8');

const found = findRetiredWords();

describe('the retired words of docs/glossary.md', () => {
  it.each(RETIRED_WORDS)('"$word" is in no file', ({ word }) => {
    expect(found[word] ?? []).toEqual([]);
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
