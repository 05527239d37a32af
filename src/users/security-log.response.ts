import { pageOf, response } from '../common/openapi/response.js';
import { about, instant, integerId, nullable, object, text } from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { type ListedSecurityEvent } from './security-log.repository.js';
import { securitySentence } from './security-sentence.js';

/** `GET /security-log/` */
export const SecurityEventResponse = response<ListedSecurityEvent>(
  'SecurityEvent',
  'Something that concerns the security of an account.',
).with({
  id: [integerId, 812, (r) => Number(r.id)],
  created_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.createdAt)],
  kind: [
    about('One of the words of the filter `kind`. Later versions may add further ones.', text),
    'credential_verified',
    (r) => r.kind,
  ],
  ip: [
    nullable(about('Where the request came from; null for a job or a command.', text)),
    '102.0.11.7',
    (r) => r.ip,
  ],
  user_agent: [
    nullable(about('What the client called itself.', text)),
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/139.0.0.0 Mobile Safari/537.36',
    (r) => r.userAgent,
  ],
  subject: [
    about(
      'What it is about: `type` is `router`, `credential`, `payment`, `entitlement` or `session`, ' +
        'and `name` the name of the router, the provider, or the receipt, if there is one.',
      nullable(object({ type: text, id: text, name: nullable(text) })),
    ),
    { type: 'credential', id: '1', name: 'instasend' },
    ({ subjectType: type, subjectId: id, subjectName: name }) =>
      type === null || id === null ? null : { type, id, name },
  ],
  text: [
    about('The same as a sentence.', text),
    'The provider was asked about its keys, and accepts them.',
    securitySentence,
  ],
});

export const SecurityLogPage = pageOf('SecurityEvent', SecurityEventResponse);
