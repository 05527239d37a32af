import { type Response } from 'express';

const TYPE = 'application/json; charset=utf-8';
/** From this many characters, joining the headers and the body takes longer than a second buffer. */
const LONG = 4_096;

/**
 * Sends a body as JSON, instead of the method of Express 5 that has this name. That one makes a buffer
 * of a body of 1,000 characters or more, which Node.js then writes beside the headers; a text is
 * written as one with them. Express still sends long bodies, and answers `HEAD` and callers who have
 * kept an answer.
 */
export function json(this: Response, body: unknown): Response {
  const text = JSON.stringify(body ?? null);
  if (!this.hasHeader('Content-Type')) this.setHeader('Content-Type', TYPE);
  const { method, headers } = this.req;
  const isKept = headers['if-none-match'] ?? headers['if-modified-since'];
  if (text.length >= LONG || method === 'HEAD' || isKept !== undefined) return this.send(text);
  this.setHeader('Content-Length', Buffer.byteLength(text));
  return this.end(text);
}
