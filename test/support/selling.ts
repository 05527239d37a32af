import { type Test } from 'supertest';
import { type Headers, type ServerAt, type TestApp } from './app.js';
import { type Shop } from './shop.js';

/** Fields of a sale request that differ from the default. */
export type Overrides = Readonly<Record<string, unknown>>;

/** Starts a prompt through the shop's portal. */
export const initiate = (app: ServerAt, shop: Shop, overrides: Overrides = {}): Test =>
  app.post('/payments/intasend/initiate/', shop.saleRequest(overrides), shop.portal);

/** Creates a payment link through the shop's portal. */
export const createLink = (app: ServerAt, shop: Shop, overrides: Overrides = {}): Test =>
  app.post('/payments/intasend/create-link/', shop.saleRequest(overrides), shop.portal);

/** Asks for the status of a payment, through the shop's portal unless `headers` say otherwise. */
export const checkStatus = (
  app: ServerAt,
  shop: Shop,
  paymentId: unknown,
  headers: Headers = shop.portal,
): Test => app.post(`/payments/intasend/${String(paymentId)}/check-status/`, {}, headers);

/** A payment in the API, with types for the fields that tests use. */
export interface ShownPayment extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly status: string;
  readonly completed_at: string | null;
  readonly package_expiry_time: string | null;
}

/** An attempt in the API, with types for the fields that tests use. */
interface ShownAttempt extends Readonly<Record<string, unknown>> {
  readonly reference: string;
}

/** A payment with its attempts and history, as an operator reads it. */
export interface PaymentDetails extends ShownPayment {
  readonly attempts: readonly [ShownAttempt, ...ShownAttempt[]];
  readonly history: readonly {
    readonly event: string;
    readonly to: string;
    readonly source: string;
    readonly evidence: Readonly<Record<string, unknown>>;
    readonly at: string;
  }[];
}

/** Reads the details of a payment with the operator's token. */
export async function paymentDetails(
  app: ServerAt,
  shop: Pick<Shop, 'token'>,
  paymentId: unknown,
): Promise<PaymentDetails> {
  const path = `/payments/${String(paymentId)}/`;
  const { body } = await app.get(path, shop.token).expect(200);
  return body as PaymentDetails;
}

const ONLY_IN_DETAILS = ['attempts', 'history'];

/** The fields of the payment itself, as in all other responses. */
export const paymentOf = (told: PaymentDetails): Record<string, unknown> =>
  Object.fromEntries(Object.entries(told).filter(([name]) => !ONLY_IN_DETAILS.includes(name)));

/** The events in the history of a payment, in order. */
export const eventsOf = ({ history }: PaymentDetails): string[] =>
  history.map(({ event }) => event);

/** How long a completed payment gives access, in milliseconds. */
export const accessMs = (payment: ShownPayment): number =>
  Date.parse(payment.package_expiry_time ?? '') - Date.parse(payment.completed_at ?? '');

let phones = 0;

/** A new phone number, whose owner pays. */
export const aPhone = (): string => `0711${String(100_000 + phones++)}`;

/** The number of rows of sales by table. */
export async function rowsOfSales(app: TestApp): Promise<Record<string, number>> {
  const [row] = await app.database.query<Record<string, number>>(
    `SELECT (SELECT count(*)::integer FROM payments) AS payments,
            (SELECT count(*)::integer FROM payment_attempts) AS attempts,
            (SELECT count(*)::integer FROM payment_history) AS history,
            (SELECT count(*)::integer FROM prompt_slots) AS slots`,
  );
  if (!row) throw new Error('A count is always one row');
  return row;
}
