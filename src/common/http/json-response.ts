import { type Response } from 'express';

const TYPE = 'application/json; charset=utf-8';
/** Bodies of so many characters are left to Express: at 30,000, joining them with the headers is slower. */
const LONG = 4_096;
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

/**
 * Sends a body as JSON, instead of the method of Express 5 that has this name. That one makes a buffer
 * of a body of 1,000 characters or more, which Node.js then writes beside the headers; a text is
 * written as one with them. Express still sends what is long or not ordinary. Its settings for JSON
 * (`json spaces`, `json replacer`, `json escape`) have no effect.
 */
export function json(this: Response, body: unknown): Response {
  const text = JSON.stringify(body) as string | undefined;
  const isOrdinary = !this.hasHeader('Content-Type') && !mayHaveNoBody(this);
  if (!this.hasHeader('Content-Type')) this.setHeader('Content-Type', TYPE);
  if (text === undefined || text.length >= LONG || !isOrdinary) return this.send(text);
  this.setHeader('Content-Length', Buffer.byteLength(text));
  return this.end(text);
}

/** Whether Express leaves the body out, or may do so because the caller has kept an answer. */
function mayHaveNoBody({ statusCode, req: { method, headers } }: Response): boolean {
  const isKept = headers['if-none-match'] ?? headers['if-modified-since'];
  return method === 'HEAD' || isKept !== undefined || WITHOUT_BODY.includes(statusCode);
}
