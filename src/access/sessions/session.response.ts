import { pageOf, response } from '../../common/openapi/response.js';
import {
  about,
  count,
  flag,
  instant,
  integerId,
  nullable,
  text,
  uuid,
} from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { type SessionRecord } from './session-filters.js';

/** Routers send 64-bit counters; JSON numbers are exact up to 2^53. */
const exact = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER);

/** An accounting session as the API shows it. */
export const AccountingSessionResponse = response<SessionRecord>(
  'AccountingSession',
  'A connection of a device as its router reports it, with what it uses.',
).with({
  id: [uuid, '9b0c4f6e-2d8a-4f3b-8c57-1f0e6a2b7d90', (r) => r.id],
  is_active: [about('Whether it is open.', flag), true, (r) => r.stoppedAt === null],
  router: [integerId, 1, (r) => r.routerId],
  router_name: [text, 'Mama Njeri Café', (r) => r.routerName],
  mac_address: [text, 'AA:BB:CC:DD:EE:FF', (r) => r.macAddress],
  ip_address: [nullable(text), '10.5.50.10', (r) => r.ipAddress],
  entitlement: [
    about('The entitlement that it uses, or used last.', uuid),
    '0198c0de-0000-7000-8000-0000000000e1',
    (r) => r.entitlementId,
  ],
  payment: [nullable(uuid), '0198c0de-0000-7000-8000-000000000001', (r) => r.paymentId],
  code: [about('The access code.', text), 'K7MP2XQR', (r) => r.accessCode],
  phone_number: [
    about('As `+254712345678`; empty when it is not known.', text),
    '+254712345678',
    (r) => r.phoneE164,
  ],
  package_name: [text, 'One day', (r) => r.packageName],
  download_speed_mbps: [count, 10, (r) => r.downloadSpeedMbps],
  upload_speed_mbps: [count, 5, (r) => r.uploadSpeedMbps],
  octets_up: [about('From the device.', count), 52_428_800, (r) => exact(r.octetsUp)],
  octets_down: [about('To the device.', count), 734_003_200, (r) => exact(r.octetsDown)],
  since: [instant, '2026-03-01T09:00:31.000Z', (r) => toIso(r.startedAt)],
  until: [
    about(
      'When it stopped, or when its access ends; null when that was revoked.',
      nullable(instant),
    ),
    '2026-03-02T09:00:30.000Z',
    (r) => toIso(r.stoppedAt ?? r.chainEndsAt),
  ],
  seconds: [
    about('How long the router says that it lasts.', count),
    5400,
    (r) => exact(r.sessionSeconds),
  ],
  updated_at: [
    about('The last report of the router.', instant),
    '2026-03-01T10:30:31.000Z',
    (r) => toIso(r.updatedAt),
  ],
  stop_cause: [
    about(
      'Why it stopped, in the words of RADIUS (`User-Request`, `Session-Timeout`); `stale`, ' +
        '`replaced` or `nas_reboot` where the server has closed it.',
      nullable(text),
    ),
    null,
    (r) => r.stopCause,
  ],
});

export const AccountingSessionPage = pageOf('AccountingSession', AccountingSessionResponse);
