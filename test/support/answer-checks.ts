import { type OpenApiDocument } from '../../src/docs/build-document.js';
import { type Server } from 'node:http';
import { type Exchange, judgeOf } from './document-judge.js';
import { watchAnswers } from './watch-answers.js';

type ReadDocument = () => OpenApiDocument;

/** The responses that were not checked yet. */
const unchecked: { readonly exchange: Exchange; readonly document: ReadDocument }[] = [];

/** From now on every response of this server is checked against its document. */
export function checkAnswersOf(server: Server, document: ReadDocument): void {
  watchAnswers(server, (exchange) => unchecked.push({ exchange, document }));
}

/** Compares the responses since the last check with the document, and returns each breach once. */
export function takeBreaches(): string[] {
  const breaches = new Set<string>();
  for (const { exchange, document } of unchecked.splice(0)) {
    for (const fault of judgeOf(document).faultsOf(exchange)) breaches.add(fault);
  }
  return [...breaches];
}

/**
 * Checks the responses since the last check. `answer-checks.setup.ts` calls it after each test, so
 * that a breach fails the test that got the response.
 *
 * @throws when a response breaks the document, with each breach
 */
export function assertAnswersAsDocumented(): void {
  const breaches = takeBreaches();
  if (breaches.length === 0) return;
  throw new Error(`Answers that break docs/openapi.json:\n${breaches.join('\n')}`);
}
