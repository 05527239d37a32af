import { response } from '../../common/openapi/response.js';
import {
  about,
  flag,
  instant,
  list,
  nullable,
  oneOf,
  optional,
  text,
} from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import {
  ACCESS_REASONS,
  ACCESS_STATES,
  type AccessDevice,
  type PaymentAccess,
} from './payment-access.js';

const AccessDeviceResponse = response<AccessDevice>(
  'AccessDevice',
  'A device that uses the access.',
).with({
  mac_address: [text, 'AA:BB:CC:DD:EE:FF', (device) => device.macAddress],
  first_seen: [
    about('Null until it has logged in.', nullable(instant)),
    '2026-03-01T09:00:31.000Z',
    (device) => toIso(device.firstSeen),
  ],
  last_seen: [nullable(instant), '2026-03-01T09:05:31.000Z', (device) => toIso(device.lastSeen)],
  online: [flag, true, (device) => device.isOnline],
});

/** The access that a payment has bought, and whether its code and devices are shown. */
interface ShownAccess {
  readonly access: PaymentAccess;
  readonly showsCode: boolean;
}

const STATES = `- \`none\`: nothing is delivered, see \`reason\`
- \`not_started\`: it starts at \`starts_at\`, when the access before it ends
- \`waiting\`: a device may log in, and none is online
- \`online\`: a device is online
- \`ended\`: it is over, see \`reason\`
- \`unreachable\`: the router does not answer; it connects as soon as it does`;

const REASONS = `Null where the state says all.

- \`no_entitlement\`: there is no access yet for this payment, or it was over before it could be made
- \`not_delivered\`: the operator's own system lets customers in
- \`expired\`: the time is over
- \`revoked\`: the operator has revoked it
- \`cap\`: the data is used up
- \`router\`: the router was removed
- \`router_unreachable\`: the router does not answer`;

/** `access` of a payment. */
export const AccessResponse = response<ShownAccess>(
  'PaymentAccess',
  'What a completed payment lets its customer use. Code and devices are for operators, and for ' +
    'portals with the access claim of the payment that began the access.',
).with({
  state: [about(STATES, oneOf(ACCESS_STATES)), 'online', ({ access }) => access.state],
  reason: [about(REASONS, nullable(oneOf(ACCESS_REASONS))), null, ({ access }) => access.reason],
  starts_at: [
    nullable(instant),
    '2026-03-01T09:00:30.000Z',
    ({ access }) => toIso(access.startsAt),
  ],
  ends_at: [nullable(instant), '2026-03-02T09:00:30.000Z', ({ access }) => toIso(access.endsAt)],
  online_since: [
    nullable(instant),
    '2026-03-01T09:00:31.000Z',
    ({ access }) => toIso(access.onlineSince),
  ],
  code: [
    optional(about('User name and password of the login at the router.', nullable(text))),
    '7KQ2MXPA',
    ({ access, showsCode }) => (showsCode ? access.code : undefined),
  ],
  devices: [
    optional(list(AccessDeviceResponse.schema)),
    [AccessDeviceResponse.example],
    ({ access, showsCode }) =>
      showsCode ? access.devices.map(AccessDeviceResponse.of) : undefined,
  ],
});
