import { type ListedSession } from '../auth/listed-sessions.repository.js';
import { SESSION_KINDS } from '../auth/session-kind.js';
import { pageOf, response } from '../common/openapi/response.js';
import { about, flag, instant, nullable, oneOf, text, uuid } from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';

/** `GET /users/sessions/` */
export const SessionResponse = response<ListedSession & { readonly isCurrent: boolean }>(
  'Session',
  'A login that has not ended.',
).with({
  id: [uuid, '0198f0c4-6a10-7c33-8f21-5d1f0a9b7c42', (r) => r.id],
  kind: [
    about(
      '`browser`: on the pages of this server; `api`: by `/users/login/`.',
      oneOf(SESSION_KINDS),
    ),
    'browser',
    (r) => r.kind,
  ],
  created_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.createdAt)],
  last_used_at: [
    about('When it began or was refreshed last.', instant),
    '2026-03-01T09:30:00.000Z',
    (r) => toIso(r.lastUsedAt),
  ],
  ip: [nullable(text), '102.0.11.7', (r) => r.ip],
  user_agent: [
    nullable(about('What the client calls itself.', text)),
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/139.0.0.0 Mobile Safari/537.36',
    (r) => r.userAgent,
  ],
  current: [about('Whether it is the login that asks.', flag), true, (r) => r.isCurrent],
});

export const SessionPage = pageOf('Session', SessionResponse);
