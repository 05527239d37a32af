import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDERS = ['src', 'packages', 'test', 'docs', 'bench', 'ops', 'examples'];
const TEXT_FILE = /\.(?:tsx?|js|css|json|md|html|sql|sh|ya?ml|conf|service)$/;
const GENERATED_FOLDER = /(?:^|\/)(?:node_modules|dist)\//;

/** The files that have to name the retired words. */
const FILES_ABOUT_WORDS = [
  'docs/glossary.md',
  'test/retired-words.spec.ts',
  'test/support/retired-words.ts',
];

/** A word that the project no longer uses; docs/glossary.md has the one to use instead. */
export interface RetiredWord {
  readonly word: string;
  /** Applied to lower-case text whose identifiers are split into words. */
  readonly pattern: RegExp;
  /** Names that other systems or stored rows depend on, which stay. They are matched as written. */
  readonly publicNames?: RegExp;
  /** Files that use the word in a meaning that the field knows. */
  readonly otherMeaning?: readonly string[];
}

/** Every retired word. */
export const RETIRED_WORDS: readonly RetiredWord[] = [
  { word: 'asked together', pattern: /\basked together\b/ },
  { word: 'calm', pattern: /\bcalm\b/ },
  { word: 'door', pattern: /\bdoors?\b/ },
  {
    word: 'heap',
    pattern: /\bheaps?\b/,
    publicNames: /Bitmap Heap Scan/g,
    // The heap of Node.js.
    otherMeaning: ['docs/performance.md', 'test/ops.spec.ts'],
  },
  { word: 'hearsay', pattern: /\bhearsay\b/ },
  { word: 'hearer', pattern: /\b(?:hears? of|hearers?)\b/ },
  { word: 'knock', pattern: /\bknock(?:s|ed|ing)?\b/ },
  {
    word: 'lane',
    pattern: /\blanes?\b/,
    // Argon2 calls its degree of parallelism lanes.
    otherMeaning: [
      'src/auth/django-formats.ts',
      'src/auth/fixtures/django-passwords.json',
      'src/auth/passwords.ts',
    ],
  },
  { word: 'let go', pattern: /\b(?:lets? go|letting go)\b/ },
  { word: 'news', pattern: /\bnews\b/ },
  { word: 'who only looks', pattern: /\bwho only looks?\b/ },
  { word: "operator's word", pattern: /\boperator'?s'? words?\b/ },
  { word: 'quiet time', pattern: /\bquiet (?:times?|until|ms|for)\b/ },
  { word: 'refuse what is gone', pattern: /\brefuse what is gone\b/ },
  { word: 'remembered keys', pattern: /\bremembered keys?\b/ },
  { word: 'right of way', pattern: /\brights? of way\b/ },
  { word: 'second look', pattern: /\bsecond looks?\b/, publicNames: /\bsecondLooks\b/g },
  { word: 'story', pattern: /\b(?:story|stories)\b/ },
  { word: 'surroundings', pattern: /\bsurroundings\b/ },
  {
    word: 'take up forgotten',
    pattern: /\btake up forgotten\b/,
    publicNames: /\btake_up_forgotten\b/g,
  },
  { word: 'travel together', pattern: /\btravels? together\b/ },
  { word: 'wish', pattern: /\bwish(?:es|ed|ing)?\b/ },
];

/** Lower-case words: identifiers are split, and a phrase may go on in the next line of a comment. */
const wordsOf = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[\s_-]+(?:\*|\/\/|#)?\s*/g, ' ');

/** @returns the retired words in a text, such as the content of a file */
export const retiredWordsIn = (text: string): string[] =>
  RETIRED_WORDS.filter(({ pattern, publicNames }) =>
    pattern.test(wordsOf(publicNames ? text.replaceAll(publicNames, ' ') : text)),
  ).map(({ word }) => word);

/** @returns the paths of the files that contain each retired word, in their content or path */
export function findRetiredWords(): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { path, text } of files()) {
    for (const word of retiredWordsIn(`${path}\n${text}`)) {
      if (!hasOtherMeaning(word, path)) (found[word] ??= []).push(path);
    }
  }
  return found;
}

const hasOtherMeaning = (word: string, path: string): boolean =>
  RETIRED_WORDS.some((retired) => retired.word === word && retired.otherMeaning?.includes(path));

function files(): { readonly path: string; readonly text: string }[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path.replaceAll('\\', '/')}`,
    ),
  )
    .filter((path) => TEXT_FILE.test(path) && !GENERATED_FOLDER.test(path))
    .filter((path) => !FILES_ABOUT_WORDS.includes(path))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}
