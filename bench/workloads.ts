import { type Filling, type RequestTemplate } from './load-plan.js';
import { type Options } from './options.js';
import { PRICE, type Shop } from './shop.js';

/** A workload, with what the baselines need to execute it too. */
export interface Workload {
  readonly name: string;
  /** The datasets that it is measured with. */
  readonly sizes: readonly ('small' | 'large')[];
  /** The provider's response time, in ms. */
  readonly latencyMs: number;
  /** The number of simultaneous requests, where it is part of the workload. */
  readonly connections?: number;
  /** The minimum duration for a correct result, where it is longer than usual. */
  readonly atLeastSeconds?: number;
  /** The payments that it needs: each measurement uses up its own, or all share some. */
  readonly needs: 'nothing' | 'completed payments' | 'open payments' | 'an open payment each';
  readonly request: (shop: Shop, token: string, items: readonly string[]) => RequestTemplate;
  /** The call to the provider: path and body, with placeholders. */
  readonly call?: { readonly path: string; readonly body: string };
  /** The statement after which the response is sent; the rest runs in the background. */
  readonly answersAfter?: RegExp;
  /** The last statement of the background work. */
  readonly endsAfter?: RegExp;
  /** Whether the response needs a password check. */
  readonly comparesPassword?: boolean;
}

const portal = ({ publicKey }: Shop): Record<string, string> => ({
  'X-Public-Key': publicKey,
  'X-Forwarded-For': '{address}',
});
const JSON_BODY = { 'Content-Type': 'application/json' };

const initiate: Omit<Workload, 'name' | 'sizes' | 'latencyMs'> = {
  needs: 'nothing',
  request: (shop) => ({
    method: 'POST',
    path: '/payments/intasend/initiate/',
    headers: { ...portal(shop), ...JSON_BODY },
    body: JSON.stringify({
      router_id: shop.routerId,
      package_id: shop.packageId,
      phone_number: '{phone}',
      amount: PRICE,
      mac_address: '{mac}',
      ip_address: '10.5.50.2',
    }),
    items: [],
  }),
  call: {
    path: '/api/v1/payment/mpesa-stk-push/',
    body: JSON.stringify({
      public_key: 'ISPubKey_test_benchmark',
      phone_number: '{phone}',
      amount: PRICE,
      currency: 'KES',
      method: 'M-PESA',
      api_ref: '{id}-1',
    }),
  },
};

const check = (shop: Shop, _token: string, items: readonly string[]): RequestTemplate => ({
  method: 'POST',
  path: '/payments/intasend/{item}/check-status/',
  headers: portal(shop),
  body: null,
  items,
});

/** The number of customers who wait for their prompt at the same time. */
export const WAITING_CUSTOMERS = 500;

/**
 * Their requests take up to seven seconds, and those of the first round are answered late, so
 * shorter measurements count too few.
 */
const CROWD_SECONDS = 20;

/** All workloads. */
export const WORKLOADS: readonly Workload[] = [
  { name: 'initiate', sizes: ['small', 'large'], latencyMs: 0, ...initiate },
  {
    name: 'initiate-300ms',
    sizes: ['small'],
    latencyMs: 300,
    connections: WAITING_CUSTOMERS,
    atLeastSeconds: CROWD_SECONDS,
    ...initiate,
  },
  {
    name: 'check-completed',
    sizes: ['small', 'large'],
    latencyMs: 0,
    needs: 'completed payments',
    request: check,
  },
  {
    name: 'check-pending',
    sizes: ['small', 'large'],
    latencyMs: 0,
    needs: 'open payments',
    request: check,
    call: {
      path: '/api/v1/payment/status/',
      body: JSON.stringify({
        public_key: 'ISPubKey_test_benchmark',
        invoice_id: 'BENCH-{item}-1',
      }),
    },
  },
  {
    name: 'package-list',
    sizes: ['small'],
    latencyMs: 0,
    needs: 'nothing',
    request: (shop) => ({
      method: 'GET',
      path: '/routers/{item}/packages/',
      headers: portal(shop),
      body: null,
      items: shop.routerIds.map(String),
    }),
  },
  {
    name: 'webhook',
    sizes: ['small', 'large'],
    latencyMs: 0,
    needs: 'an open payment each',
    request: (shop, _token, items) => ({
      method: 'POST',
      path: '/payments/webhook/',
      headers: { ...JSON_BODY, 'X-Forwarded-For': '10.9.9.9' },
      body: JSON.stringify(completeEvent(shop)),
      items,
    }),
    answersAfter: /INSERT INTO webhook_events/,
    endsAfter: /delete from .*_private_jobs/,
  },
  {
    name: 'payment-list',
    sizes: ['small', 'large'],
    latencyMs: 0,
    needs: 'nothing',
    request: (_shop, token) => ({
      method: 'GET',
      path: '/payments/',
      headers: { Authorization: `Bearer ${token}` },
      body: null,
      items: [],
    }),
  },
  {
    name: 'login',
    sizes: ['small'],
    latencyMs: 0,
    needs: 'nothing',
    request: ({ username, password }) => ({
      method: 'POST',
      path: '/users/login/',
      headers: { ...JSON_BODY, 'X-Forwarded-For': '10.9.9.9' },
      body: JSON.stringify({ username, password }),
      items: [],
    }),
    comparesPassword: true,
  },
];

/** The event about a paid prompt of {@link seedPayments}, with a placeholder for its payment. */
export const completeEvent = ({ challenge }: Shop) => ({
  invoice_id: 'BENCH-{item}-1',
  state: 'COMPLETE',
  provider: 'M-PESA',
  charges: '1.50',
  net_amount: '48.50',
  currency: 'KES',
  value: PRICE,
  account: '254712345678',
  api_ref: '{item}-1',
  mpesa_reference: 'RECEIPT',
  host: 'https://example.com',
  failed_reason: null,
  failed_code: null,
  created_at: '2026-01-01T10:00:00.000000+03:00',
  updated_at: '2026-01-01T10:00:30.000000+03:00',
  challenge,
});

/** The duration of a workload's measurement, on the server and on its baselines. */
export const secondsOf = (
  { atLeastSeconds = 0 }: Pick<Workload, 'atLeastSeconds'>,
  { seconds, shareOfLength }: Pick<Options, 'seconds' | 'shareOfLength'>,
): number => Math.max(seconds, atLeastSeconds * shareOfLength);

/** The values that differ in each request and occur in its statements, by placeholder. */
export function recordedValues(filling: Filling, answer: RecordedAnswer): [string, string][] {
  const { payment, intasend } = answer;
  const values: [string, string | undefined][] = [
    ['item', filling.item],
    ['id', payment?.id],
    ['mac', filling.mac],
    ['phone', filling.phone],
    ['subscriber', filling.phone.slice(1)],
    ['invoice', intasend?.invoice_id],
    ['provider', intasend?.payment_id],
  ];
  return values.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
}

/** The part of a response that is used. */
export interface RecordedAnswer {
  readonly payment?: { readonly id: string };
  readonly intasend?: { readonly invoice_id: string; readonly payment_id: string };
}
