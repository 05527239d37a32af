import { type Response } from 'express';
import { type Html } from './html.js';

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'",
  'X-Content-Type-Options': 'nosniff',
  /** The URL of a page can contain a signature. */
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Sends a page with security headers. */
export function sendPage(response: Response, status: number, page: Html): void {
  response.status(status).set(HEADERS).type('html').send(page.markup);
}
