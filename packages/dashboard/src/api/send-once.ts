import { ApiError } from './api-error.js';
import { newRequestKey } from './request-key.js';

/** Sends a request with a key as header `Idempotency-Key`. */
export type SendWithKey<Input, Output> = (input: Input, key: string) => Promise<Output>;

/** A request whose outcome is not known. */
interface Unanswered<Output> {
  readonly key: string;
  /** Null once its answer was lost. */
  answer: Promise<Output> | null;
}

/**
 * Sends requests that must not happen twice. However often the same one is asked for, it is sent once;
 * asked for again after a lost answer, it carries the same Idempotency-Key, so that the server answers
 * again what it has done.
 */
export class SendOnce<Input, Output> {
  /** By the input as JSON. */
  private readonly unanswered = new Map<string, Unanswered<Output>>();

  /** @param input all that the request depends on, the id of what it changes included */
  send(input: Input, send: SendWithKey<Input, Output>): Promise<Output> {
    const text = JSON.stringify([input]);
    const sent: Unanswered<Output> = this.unanswered.get(text) ?? {
      key: newRequestKey(),
      answer: null,
    };
    this.unanswered.set(text, sent);
    sent.answer ??= send(input, sent.key).then(
      (output) => {
        this.unanswered.delete(text);
        return output;
      },
      (error: unknown) => {
        sent.answer = null;
        if (isFinal(error)) this.unanswered.delete(text);
        throw error;
      },
    );
    return sent.answer;
  }
}

/** The same request may still be running, or may succeed later; the server keeps no such answer. */
const TEMPORARY: readonly number[] = [409, 429];
const SERVER_ERROR = 500;

/** Whether the request was refused for good. An error of a proxy says nothing about what happened. */
const isFinal = (error: unknown): boolean =>
  error instanceof ApiError && error.status < SERVER_ERROR && !TEMPORARY.includes(error.status);
