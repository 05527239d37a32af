import { type OpenApiDocument } from '../../src/docs/build-document.js';
import { type Server } from 'node:http';
import { type Exchange, judgeOf } from './document-judge.js';
import { watchAnswers } from './watch-answers.js';

type ReadDocument = () => OpenApiDocument;

/** The answers that no check has seen yet. */
const unchecked: { readonly exchange: Exchange; readonly document: ReadDocument }[] = [];

/** From now on every answer of this server has to be as its document says. */
export function checkAnswersOf(server: Server, document: ReadDocument): void {
  watchAnswers(server, (exchange) => unchecked.push({ exchange, document }));
}

/** Compares the answers since the last check with the document; returns each breach once. */
export function takeBreaches(): string[] {
  const breaches = new Set<string>();
  for (const { exchange, document } of unchecked.splice(0)) {
    for (const fault of judgeOf(document).faultsOf(exchange)) breaches.add(fault);
  }
  return [...breaches];
}

/**
 * Checks the answers since the last check. `answer-checks.setup.ts` calls it after each test, so a
 * breach fails the test that got the answer.
 *
 * @throws when an answer breaks the document, with each breach
 */
export function assertAnswersAsDocumented(): void {
  const breaches = takeBreaches();
  if (breaches.length === 0) return;
  throw new Error(`Answers that break docs/openapi.json:\n${breaches.join('\n')}`);
}
