import { type Test } from 'supertest';
import { type Headers, type ServerAt, type TestApp } from './app.js';
import { type Shop } from './shop.js';

/** Fields of a sale's body that differ from the shop's usual ones. */
export type Overrides = Readonly<Record<string, unknown>>;

/** Asks, as the shop's portal, for a prompt on the customer's phone. */
export const initiate = (app: ServerAt, shop: Shop, overrides: Overrides = {}): Test =>
  app.post('/payments/intasend/initiate/', shop.saleRequest(overrides), shop.portal);

/** Asks, as the shop's portal, for a link to pay at. */
export const createLink = (app: ServerAt, shop: Shop, overrides: Overrides = {}): Test =>
  app.post('/payments/intasend/create-link/', shop.saleRequest(overrides), shop.portal);

/** Asks whether a payment has been made; as the shop's portal unless `headers` say otherwise. */
export const checkStatus = (
  app: ServerAt,
  shop: Shop,
  paymentId: unknown,
  headers: Headers = shop.portal,
): Test => app.post(`/payments/intasend/${String(paymentId)}/check-status/`, {}, headers);

/** A payment as the API shows it; only what tests compute with has a type. */
export interface ShownPayment extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly status: string;
  readonly completed_at: string | null;
  readonly package_expiry_time: string | null;
}

/** One try to collect, likewise. */
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

/** Reads the details of a payment from the shop's dashboard. */
export async function paymentDetails(
  app: ServerAt,
  shop: Shop,
  paymentId: unknown,
): Promise<PaymentDetails> {
  const path = `/payments/${String(paymentId)}/`;
  const { body } = await app.get(path, shop.token).expect(200);
  return body as PaymentDetails;
}

const ONLY_IN_DETAILS = ['attempts', 'history'];

/** The payment itself, as it is shown everywhere else. */
export const paymentOf = (told: PaymentDetails): Record<string, unknown> =>
  Object.fromEntries(Object.entries(told).filter(([name]) => !ONLY_IN_DETAILS.includes(name)));

/** The events of a payment's history, in their order. */
export const eventsOf = ({ history }: PaymentDetails): string[] =>
  history.map(({ event }) => event);

/** For how long a completed payment gives access, in milliseconds. */
export const accessMs = (payment: ShownPayment): number =>
  Date.parse(payment.package_expiry_time ?? '') - Date.parse(payment.completed_at ?? '');

let phones = 0;

/** A phone number that no other call has given; its owner pays what he is prompted for. */
export const aPhone = (): string => `0711${String(100_000 + phones++)}`;

/** How many rows selling has left in the database, by table. */
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
