import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inLanguage } from '../src/common/language/language.js';

interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<
    Record<string, { readonly examples?: Readonly<Record<string, { readonly value: ErrorBody }>> }>
  >;
}
interface ErrorBody {
  readonly error: string;
}
interface Operation {
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Answer>> };
}

const ROOT = join(import.meta.dirname, '..');
const document = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8')) as Document;

const resolved = (answer: Answer): Answer =>
  answer.$ref === undefined
    ? answer
    : (document.components.responses[answer.$ref.split('/').at(-1) ?? ''] ?? {});

/** Every error that the document shows on routes for portals. */
const errorsOfPortals = Object.values(document.paths)
  .flatMap((methods) => Object.values(methods))
  .filter(({ security }) => security.some((way) => 'publicKey' in way))
  .flatMap(({ responses }) => Object.entries(responses))
  .filter(([status]) => Number(status) >= 400)
  .flatMap(([, answer]) => Object.values(resolved(answer).content ?? {}))
  .flatMap(({ examples }) => Object.values(examples ?? {}))
  .map(({ value }) => value.error);

/** The sentences in the code that say why a payment has failed. */
const reasonsOfFailures = ['src/payments/domain', 'src/providers']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file),
    ),
  )
  .filter(
    (file) => /payments\/domain\/.*\.ts$|\.failures\.ts$/.test(file) && !file.includes('.spec.'),
  )
  .flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(/'([A-Z][^'\n]+\.)'/g)])
  .map(([, sentence = '']) => sentence);

/** The sentences that have no translation. */
const englishOnly = (sentences: readonly string[]): string[] =>
  [...new Set(sentences)].filter((sentence) => inLanguage(sentence, 'sw').language === 'en');

describe('the sentences that customers see', () => {
  it('are found', () => {
    expect(new Set(errorsOfPortals).size).toBeGreaterThan(40);
    expect(new Set(reasonsOfFailures).size).toBeGreaterThan(8);
  });

  it('exist in Swahili, each error of a route for portals', () => {
    expect(englishOnly(errorsOfPortals)).toEqual([]);
  });

  it('exist in Swahili, each reason why a payment has failed', () => {
    expect(englishOnly(reasonsOfFailures)).toEqual([]);
  });
});
