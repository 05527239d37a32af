import { Money } from '../../common/money/money.js';
import { response } from '../../common/openapi/response.js';
import {
  about,
  instant,
  integerId,
  money,
  nullable,
  oneOf,
  text,
  uuid,
} from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { safeInteger, selectList } from '../../database/columns.js';
import { PAYMENT_STATUSES } from '../domain/index.js';
import { PaymentEntity } from '../payment.entity.js';
import { PaymentResponse } from './payment.response.js';

const OF_PAYMENT = [
  'id',
  'status',
  'amountMinor',
  'currency',
  'phoneE164',
  'receipt',
  'routerId',
  'packageId',
  'packageName',
  'createdAt',
  'completedAt',
] as const satisfies readonly (keyof PaymentEntity)[];

/** A payment in one line, as the database returns it: `bigint` is text. */
export type PaymentBriefRow = Readonly<
  Omit<Pick<PaymentEntity, (typeof OF_PAYMENT)[number]>, 'amountMinor'>
> & { readonly amountMinor: string; readonly routerName: string };

/** The columns of a {@link PaymentBriefRow}, of a payment `p` and its router `r`. */
export const PAYMENT_BRIEF_COLUMNS = `
  ${selectList(PaymentEntity, 'p', OF_PAYMENT)}, r.name AS "routerName"`;

/** Joins a payment `p` with its router `r`. */
export const ROUTER_OF_PAYMENT = 'r.user_id = p.user_id AND r.id = p.router_id';

/** Something that is shown by its name. */
interface Named {
  readonly id: number;
  readonly name: string;
}

/** A router in one line. */
export const RouterBriefResponse = response<Named>('RouterBrief', 'A router by its name.').with({
  id: [integerId, 1, (r) => r.id],
  name: [text, 'Mama Njeri Café', (r) => r.name],
});

/** A package in one line. */
export const PackageBriefResponse = response<Named>(
  'PackageBrief',
  'A package by the name that it was sold under.',
).with({
  id: [integerId, 1, (r) => r.id],
  name: [text, 'One day', (r) => r.name],
});

const paid = PaymentResponse.example;

/** A payment in one line, as lists of mixed things show it. */
export const PaymentBriefResponse = response<PaymentBriefRow>(
  'PaymentBrief',
  'A payment in one line.',
).with({
  id: [uuid, paid.id, (r) => r.id],
  status: [oneOf(PAYMENT_STATUSES), paid.status, (r) => r.status],
  amount: [
    money,
    paid.amount,
    (r) => Money.fromMinor(safeInteger(r.amountMinor), r.currency).toString(),
  ],
  currency: [text, paid.currency, (r) => r.currency],
  phone_number: [about('As `+254712345678`.', text), '+254712345678', (r) => r.phoneE164],
  mpesa_reference: [nullable(text), paid.mpesa_reference, (r) => r.receipt],
  router: [
    RouterBriefResponse.schema,
    RouterBriefResponse.example,
    (r) => RouterBriefResponse.of({ id: r.routerId, name: r.routerName }),
  ],
  package: [
    nullable(PackageBriefResponse.schema),
    PackageBriefResponse.example,
    (r) => PackageBriefResponse.of({ id: r.packageId, name: r.packageName }),
  ],
  created_at: [instant, paid.created_at, (r) => toIso(r.createdAt)],
  completed_at: [nullable(instant), paid.completed_at, (r) => toIso(r.completedAt)],
});
