import { response } from '../../common/openapi/response.js';
import { about, instant, nullable, oneOf, text, uuid } from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { selectList } from '../../database/columns.js';
import {
  PackageBriefResponse,
  PaymentBriefResponse,
  RouterBriefResponse,
} from '../../payments/read/index.js';
import { ENTITLEMENT_STATES, entitlementState } from '../domain/entitlement-state.js';
import { EntitlementEntity } from '../entitlement.entity.js';

const OF_ENTITLEMENT = [
  'id',
  'accessCode',
  'startsAt',
  'endsAt',
  'revokedAt',
  'paymentId',
  'routerId',
  'packageId',
  'packageName',
  'phoneE164',
  'createdAt',
] as const satisfies readonly (keyof EntitlementEntity)[];

/** An entitlement in one line. */
export type EntitlementBriefRow = Readonly<
  Pick<EntitlementEntity, (typeof OF_ENTITLEMENT)[number]>
> & { readonly routerName: string };

/** The columns of an {@link EntitlementBriefRow}, of an entitlement `e` and its router `r`. */
export const ENTITLEMENT_BRIEF_COLUMNS = `
  ${selectList(EntitlementEntity, 'e', OF_ENTITLEMENT)}, r.name AS "routerName"`;

/** An entitlement at a moment, which decides its state. */
interface EntitlementBrief {
  readonly row: EntitlementBriefRow;
  readonly now: Date;
}

/** An entitlement in one line, as lists of mixed things show it. */
export const EntitlementBriefResponse = response<EntitlementBrief>(
  'EntitlementBrief',
  'An entitlement in one line.',
).with({
  id: [uuid, '0198c0de-0000-7000-8000-0000000000e1', ({ row }) => row.id],
  state: [oneOf(ENTITLEMENT_STATES), 'running', ({ row, now }) => entitlementState(row, now)],
  access_code: [text, 'K7MP2XQR', ({ row }) => row.accessCode],
  ends_at: [
    about('Null for a voucher that was not used yet.', nullable(instant)),
    '2026-03-02T09:00:30.000Z',
    ({ row }) => toIso(row.endsAt),
  ],
  payment_id: [nullable(uuid), PaymentBriefResponse.example.id, ({ row }) => row.paymentId],
  router: [
    RouterBriefResponse.schema,
    RouterBriefResponse.example,
    ({ row }) => RouterBriefResponse.of({ id: row.routerId, name: row.routerName }),
  ],
  package: [
    about('Null for access that was given without one.', nullable(PackageBriefResponse.schema)),
    PackageBriefResponse.example,
    ({ row: { packageId: id, packageName: name } }) =>
      id === null ? null : PackageBriefResponse.of({ id, name }),
  ],
  phone_number: [
    about('As `+254712345678`; empty when it is not known.', text),
    '+254712345678',
    ({ row }) => row.phoneE164,
  ],
});
