import { pageOf, response } from '../../common/openapi/response.js';
import {
  about,
  count,
  flag,
  instant,
  integer,
  integerId,
  nullable,
  oneOf,
  text,
  uuid,
} from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { type SessionRequest } from '../delivery/coa-requests.reader.js';
import { type SessionWithRequest } from './sessions.repository.js';

/** Routers send 64-bit counters; JSON numbers are exact up to 2^53. */
const exact = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER);

const SessionRequestResponse = response<SessionRequest>(
  'SessionRequest',
  'What a router was asked about a session (RFC 5176), and what became of it.',
).with({
  kind: [
    about(
      '- `disconnect`: to end the session\n- `coa`: to use the present end and speeds',
      oneOf(['disconnect', 'coa']),
    ),
    'disconnect',
    (r) => r.kind,
  ],
  state: [
    about(
      '- `waiting`: it is sent, at most five times in 15 minutes\n' +
        '- `confirmed`: the session has ended, or the router uses what it was sent\n' +
        '- `refused`: the router has rejected it\n' +
        '- `not_confirmed`: the router was asked, and has not confirmed it',
      oneOf(['waiting', 'confirmed', 'refused', 'not_confirmed']),
    ),
    'waiting',
    (r) => r.state,
  ],
  requested_at: [instant, '2026-03-01T10:30:40.000Z', (r) => toIso(r.requestedAt)],
  tries: [count, 1, (r) => r.tries],
  sent_at: [nullable(instant), '2026-03-01T10:30:40.000Z', (r) => toIso(r.sentAt)],
  answered_at: [nullable(instant), null, (r) => toIso(r.answeredAt)],
  error_cause: [
    about('Of a rejection, such as 503: the router has no such session.', nullable(integer(0))),
    null,
    (r) => r.errorCause,
  ],
});

/** An accounting session as the API shows it. */
export const AccountingSessionResponse = response<SessionWithRequest>(
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
        '`replaced` or `nas_reboot` where the server has closed it, and `not_listed` where a router with ' +
        '`routeros_api` does not list it any more.',
      nullable(text),
    ),
    null,
    (r) => r.stopCause,
  ],
  request: [
    about(
      'The last request to the router about it; null when there was none.',
      nullable(SessionRequestResponse.schema),
    ),
    null,
    ({ request }) => request && SessionRequestResponse.of(request),
  ],
});

export const AccountingSessionPage = pageOf('AccountingSession', AccountingSessionResponse);
