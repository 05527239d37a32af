import { response } from '../../common/openapi/response.js';
import { about, instant, nullable, text } from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { type IssuedTicket } from './login-tickets.service.js';

/** The answer of both routes. It never has the access code. */
export const LoginTicketResponse = response<IssuedTicket>(
  'LoginTicket',
  'A user name and password for one login at the router.',
).with({
  expires_at: [
    about('When the ticket ends, used or not.', instant),
    '2026-03-01T09:10:30.000Z',
    ({ expiresAt }) => expiresAt.toISOString(),
  ],
  starts_at: [
    about('When the access starts or started.', nullable(instant)),
    '2026-03-01T09:00:30.000Z',
    ({ startsAt }) => toIso(startsAt),
  ],
  ends_at: [
    about('When the access ends.', nullable(instant)),
    '2026-03-02T09:00:30.000Z',
    ({ endsAt }) => toIso(endsAt),
  ],
  // Last, as in replays: secrets are added to what is stored.
  login_ticket: [
    about('User name and password of one login.', { ...text, pattern: '^lt-[0-9a-f]{32}$' }),
    'lt-5f0c2a6e1b7d4c399e0b0d8a4f1c7b21',
    ({ ticket }) => ticket.reveal(),
  ],
});
