import { pageOf, response } from '../../common/openapi/response.js';
import {
  about,
  count,
  flag,
  instant,
  integer,
  integerId,
  list,
  nullable,
  oneOf,
  text,
  uuid,
} from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { ENTITLEMENT_STATES, entitlementState } from '../domain/entitlement-state.js';
import { ENTITLEMENT_SOURCES } from '../entitlement.entity.js';
import { type DeviceRecord, type EntitlementRecord } from './entitlement-record.js';

/** An entitlement at a moment, which decides its state. */
export interface EntitlementAt {
  readonly record: EntitlementRecord;
  readonly now: Date;
}

const stateOf = ({ record, now }: EntitlementAt) => entitlementState(record, now);

/** The start of the session that has been open longest; null when no device has one. */
export const onlineSince = ({ devices }: EntitlementRecord): Date | null =>
  devices.reduce<Date | null>(
    (first, { onlineSince: at }) => (at && (!first || at < first) ? at : first),
    null,
  );

const EntitlementDeviceResponse = response<DeviceRecord>(
  'EntitlementDevice',
  'A device that uses an entitlement.',
).with({
  mac_address: [text, 'AA:BB:CC:DD:EE:FF', (r) => r.macAddress],
  first_seen: [
    about('Its first login; null before that.', nullable(instant)),
    '2026-03-01T09:00:31.000Z',
    (r) => toIso(r.firstSeen),
  ],
  last_seen: [
    about('Its last login, or the last report of its router about it.', nullable(instant)),
    '2026-03-01T10:30:31.000Z',
    (r) => toIso(r.lastSeen),
  ],
  online: [about('Whether it has an open session.', flag), true, (r) => r.onlineSince !== null],
  online_since: [nullable(instant), '2026-03-01T09:00:31.000Z', (r) => toIso(r.onlineSince)],
  attached_at: [instant, '2026-03-01T09:00:30.000Z', (r) => toIso(r.attachedAt)],
  named_at_sale: [
    about('Whether the payment, or the operator who gave the access, named it.', flag),
    true,
    (r) => r.namedAtSale,
  ],
});

/** An entitlement as the API shows it to its operator. */
export const EntitlementResponse = response<EntitlementAt>(
  'Entitlement',
  'What a customer may use at a router, from when to when, as it was sold.',
).with({
  id: [uuid, '0198c0de-0000-7000-8000-0000000000e1', (r) => r.record.id],
  state: [
    about(
      '- `unused`: a voucher that nobody has logged in with\n' +
        '- `not_started`: it begins when the one before it ends\n' +
        '- `running`: it can be used now\n' +
        '- `ended`: its time is over\n' +
        '- `revoked`: an operator has taken it back',
      oneOf(ENTITLEMENT_STATES),
    ),
    'running',
    stateOf,
  ],
  is_active: [about('Whether it runs now.', flag), true, (r) => stateOf(r) === 'running'],
  router: [integerId, 1, (r) => r.record.routerId],
  router_name: [text, 'Mama Njeri Café', (r) => r.record.routerName],
  package: [
    about('Null when an operator gave minutes instead of a package.', nullable(integerId)),
    1,
    (r) => r.record.packageId,
  ],
  package_name: [text, 'One day', (r) => r.record.packageName],
  source: [oneOf(ENTITLEMENT_SOURCES), 'payment', (r) => r.record.source],
  payment: [nullable(uuid), '0198c0de-0000-7000-8000-000000000001', (r) => r.record.paymentId],
  phone_number: [
    about('As `+254712345678`; empty when it is not known.', text),
    '+254712345678',
    (r) => r.record.phoneE164,
  ],
  code: [
    about('The access code: user name and password at the router.', text),
    'K7MP2XQR',
    (r) => r.record.accessCode,
  ],
  chain: [
    about(
      'The first of the entitlements that follow one another. They share code and devices.',
      uuid,
    ),
    '0198c0de-0000-7000-8000-0000000000e1',
    (r) => r.record.chainId,
  ],
  previous: [
    about('The one that it follows; null for the first.', nullable(uuid)),
    null,
    (r) => r.record.previousId,
  ],
  starts_at: [
    about('Null, as `ends_at`, for a voucher that was not used yet.', nullable(instant)),
    '2026-03-01T09:00:30.000Z',
    (r) => toIso(r.record.startsAt),
  ],
  ends_at: [nullable(instant), '2026-03-02T09:00:30.000Z', (r) => toIso(r.record.endsAt)],
  chain_ends_at: [
    about(
      'When the customer goes offline: the end of the last one of the chain; null when all of it ' +
        'was revoked.',
      nullable(instant),
    ),
    '2026-03-02T09:00:30.000Z',
    (r) => toIso(r.record.chainEndsAt),
  ],
  duration_minutes: [
    about('As it was sold; extensions are in the history.', integer(1)),
    1440,
    (r) => r.record.durationMinutes,
  ],
  download_speed_mbps: [count, 10, (r) => r.record.downloadSpeedMbps],
  upload_speed_mbps: [count, 5, (r) => r.record.uploadSpeedMbps],
  device_limit: [integer(1, 20), 1, (r) => r.record.deviceLimit],
  data_cap_mb: [
    about('In units of 1,000,000 bytes, both directions together; null: no cap.', nullable(count)),
    null,
    (r) => r.record.dataCapMb,
  ],
  online: [
    about('Whether a device of it has an open session.', flag),
    true,
    ({ record }) => onlineSince(record) !== null,
  ],
  online_since: [
    nullable(instant),
    '2026-03-01T09:00:31.000Z',
    ({ record }) => toIso(onlineSince(record)),
  ],
  devices: [
    list(EntitlementDeviceResponse.schema),
    [EntitlementDeviceResponse.example],
    ({ record }) => record.devices.map(EntitlementDeviceResponse.of),
  ],
  first_login_at: [
    about('When a router first accepted a login with it.', nullable(instant)),
    '2026-03-01T09:00:31.000Z',
    (r) => toIso(r.record.firstLoginAt),
  ],
  revoked_at: [nullable(instant), null, (r) => toIso(r.record.revokedAt)],
  revoke_reason: [nullable(text), null, (r) => r.record.revokeReason],
  created_at: [instant, '2026-03-01T09:00:30.000Z', (r) => toIso(r.record.createdAt)],
  updated_at: [instant, '2026-03-01T09:00:31.000Z', (r) => toIso(r.record.updatedAt)],
});

export const EntitlementPage = pageOf('Entitlement', EntitlementResponse);
