import { createHash } from 'node:crypto';

/** Which requests to send, how many at a time and for how long. It is passed as JSON. */
export interface LoadPlan {
  /** Connections are distributed over them evenly. */
  readonly urls: readonly string[];
  /** Simultaneous requests, each on its own connection. */
  readonly connections: number;
  /** Requests per second; null for as many as possible. */
  readonly perSecond: number | null;
  readonly length:
    | { readonly kind: 'seconds'; readonly seconds: number }
    | { readonly kind: 'requests'; readonly requests: number };
  readonly request: RequestTemplate;
  /** The number of the first request. No number is used twice in one run of the benchmark. */
  readonly firstNumber: number;
}

/**
 * A request with placeholders, which are filled from the number of each request: `{phone}` a Kenyan
 * mobile number, `{mac}` a device, `{address}` the address of a venue, `{item}` the next of
 * `items`.
 */
export interface RequestTemplate {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly items: readonly string[];
}

/** The result of a load. Latencies are those that the client measures. */
export interface LoadResult {
  readonly requests: number;
  /** The time until the process sent its first request. */
  readonly startedMs: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The number of responses by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly errors: number;
  readonly nextNumber: number;
}

/** The number of venues. The customers of a venue share its address. */
const VENUES = 500;
const PHONES = 100_000_000;

/** The values of a request's placeholders. */
export interface Filling {
  readonly phone: string;
  readonly mac: string;
  readonly address: string;
  readonly item: string;
}

/** The values for the request with this number. */
export function fillingOf(number: number, items: readonly string[]): Filling {
  const digest = createHash('md5').update(`device ${number}`).digest('hex').toUpperCase();
  const venue = number % VENUES;
  return {
    phone: `07${String(number % PHONES).padStart(8, '0')}`,
    mac: [2, 4, 6, 8, 10].reduce((mac, at) => `${mac}:${digest.slice(at, at + 2)}`, '02'),
    address: `10.1.${venue >> 8}.${venue & 255}`,
    item: items[number % items.length] ?? '',
  };
}

/** The request with this number, in the format of autocannon. */
export function requestOf({ request }: Pick<LoadPlan, 'request'>, number: number) {
  const filling = fillingOf(number, request.items);
  const filled = (text: string): string =>
    text.replaceAll(/\{(phone|mac|address|item)\}/g, (_hole, name: keyof Filling) => filling[name]);
  return {
    method: request.method,
    path: filled(request.path),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, filled(value)]),
    ),
    ...(request.body === null ? {} : { body: filled(request.body) }),
  };
}
