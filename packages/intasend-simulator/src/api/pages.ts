import { type Request } from 'express';
import { type SimulatorContext } from '../context.js';
import { notFound } from './api-error.js';
import { type Reply } from './endpoint.js';

/** IntaSend publishes neither, so both are choices of the simulator. */
const USUAL_PAGE_SIZE = 10;
const MAX_PAGE_SIZE = 100;

/** Returns the page that `?page=` and `?page_size=` ask for; 404 when it does not exist. */
export function pageReply<T>(
  context: SimulatorContext,
  request: Request,
  items: readonly T[],
  show: (item: T) => unknown,
): Reply {
  const page = wholeNumber(request.query['page']) ?? 1;
  const pageSize = Math.min(
    wholeNumber(request.query['page_size']) ?? USUAL_PAGE_SIZE,
    MAX_PAGE_SIZE,
  );
  const from = (page - 1) * pageSize;
  if (page > 1 && from >= items.length) throw notFound();
  const address = new URL(request.originalUrl, context.publicUrl);
  return {
    status: 200,
    body: {
      count: items.length,
      next: from + pageSize < items.length ? addressOf(address, page + 1) : null,
      previous: page > 1 ? addressOf(address, page - 1) : null,
      results: items.slice(from, from + pageSize).map(show),
    },
  };
}

function addressOf(address: URL, page: number): string {
  const other = new URL(address);
  other.searchParams.set('page', String(page));
  return other.href;
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
}
