import { createHash } from 'node:crypto';

/** Which requests to send, how many at a time and for how long. It passes through JSON. */
export interface LoadPlan {
  /** Connections are spread over them evenly. */
  readonly urls: readonly string[];
  /** Requests under way at the same time, each on a connection of its own. */
  readonly connections: number;
  /** Requests a second; as many as there can be when null. */
  readonly perSecond: number | null;
  readonly length:
    | { readonly kind: 'seconds'; readonly seconds: number }
    | { readonly kind: 'requests'; readonly requests: number };
  readonly request: RequestTemplate;
  /** The number of the first request: none is used twice in one run of the benchmark. */
  readonly firstNumber: number;
}

/**
 * A request with holes, which are filled for each request from its running number:
 * `{phone}` a Kenyan mobile number, `{mac}` a device, `{address}` the address of a venue,
 * `{item}` the next of `items`.
 */
export interface RequestTemplate {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly items: readonly string[];
}

/** What came of a load. Latencies as the client sees them. */
export interface LoadResult {
  readonly requests: number;
  /** How long the process took before it sent anything. */
  readonly startedMs: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How many answers had which HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly errors: number;
  readonly nextNumber: number;
}

/** Venues that the load comes from: each has an address, and its customers share it. */
const VENUES = 500;
const PHONES = 100_000_000;

/** What fills the holes of a request. */
export interface Filling {
  readonly phone: string;
  readonly mac: string;
  readonly address: string;
  readonly item: string;
}

/** What fills the holes of the request of that number. */
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

/** The request of that number, in the form that autocannon takes. */
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
