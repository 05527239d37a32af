import { type Filling, type RequestTemplate } from './load-plan.js';
import { type Options } from './options.js';
import { PRICE, type Shop } from './shop.js';

/** What the yardsticks have to know of a workload to do the same. */
export interface Workload {
  readonly name: string;
  /** In which databases it is measured. */
  readonly sizes: readonly ('small' | 'large')[];
  /** How long the provider takes to answer, in ms. */
  readonly latencyMs: number;
  /** Requests under way at the same time, where it is part of the workload. */
  readonly connections?: number;
  /** How long it has to be measured to count rightly, where that is longer than others need. */
  readonly atLeastSeconds?: number;
  /** Payments that are prepared for it: each measurement uses up its own, or all share some. */
  readonly needs: 'nothing' | 'completed payments' | 'open payments' | 'an open payment each';
  readonly request: (shop: Shop, token: string, items: readonly string[]) => RequestTemplate;
  /** The call to the provider that the server makes meanwhile: path and body, with holes. */
  readonly call?: { readonly path: string; readonly body: string };
  /** The statement whose end is answered; what follows is done in the background. */
  readonly answersAfter?: RegExp;
  /** The last statement of what is done in the background. */
  readonly endsAfter?: RegExp;
  /** Whether the answer needs a password to be compared. */
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

/** Customers that wait for their prompt at the same time. */
export const WAITING_CUSTOMERS = 500;

/**
 * A turn of theirs takes up to seven seconds, and those of the first turn are answered late: shorter
 * measurements count too few.
 */
const CROWD_SECONDS = 20;

/** What is measured. */
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

const completeEvent = ({ challenge }: Shop) => ({
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

/** How long a measurement of a workload takes, on the server and on its yardsticks alike. */
export const secondsOf = (
  { atLeastSeconds = 0 }: Pick<Workload, 'atLeastSeconds'>,
  { seconds, shareOfLength }: Pick<Options, 'seconds' | 'shareOfLength'>,
): number => Math.max(seconds, atLeastSeconds * shareOfLength);

/** What is different in each request and shows up in its statements, by the name of its hole. */
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

/** As much of an answer as is looked at. */
export interface RecordedAnswer {
  readonly payment?: { readonly id: string };
  readonly intasend?: { readonly invoice_id: string; readonly payment_id: string };
}
