import { response } from '../../common/openapi/response.js';
import {
  about,
  count,
  instant,
  list,
  nullable,
  oneOf,
  type Schema,
  text,
  uuid,
} from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { FindingResponse } from '../diagnose/diagnosis.response.js';
import { ENTITLEMENT_STATES, entitlementState } from '../domain/entitlement-state.js';
import {
  type EntitlementEvent,
  type EntitlementEventSource,
} from '../entitlement-history.entity.js';
import { ENTITLEMENT_SOURCES } from '../entitlement.entity.js';
import { AccountingSessionResponse } from '../sessions/session.response.js';
import { EntitlementResponse } from './entitlement.response.js';
import {
  type EntitlementDetails,
  type EntitlementHistoryRecord,
  type LinkRecord,
} from './read-entitlements.repository.js';

/** All values of a union, with their meaning. */
type Words<Word extends string> = Readonly<Record<Word, string>>;

const explained = <Word extends string>(words: Words<Word>) =>
  about(
    Object.entries<string>(words)
      .map(([word, meaning]) => `- \`${word}\`: ${meaning}`)
      .join('\n'),
    oneOf(Object.keys(words) as Word[]),
  );

const EVENTS: Words<EntitlementEvent> = {
  created: 'it was written',
  started: 'the first login with a voucher has started it',
  extended: 'its end was moved back',
  moved: 'another one of the chain was extended or revoked, and this one moved with it',
  revoked: 'an operator has taken it back',
  outage_added: 'the time of an outage of the router was added',
  device_attached: 'a device was attached',
  device_replaced: 'a device took the place of another one',
  device_removed: 'an operator has removed a device',
  disconnect_requested: 'an operator has asked the router to end its sessions',
};
const SOURCES: Words<EntitlementEventSource> = {
  payment: 'a payment',
  voucher: 'a voucher',
  operator: 'an operator',
  portal: 'the captive portal',
  radius: 'a login at the router',
  routeros_api: 'what the server found on the router',
  system: 'the server itself',
};
const sold = EntitlementResponse.example;
const anObject: Schema<EntitlementHistoryRecord['evidence']> = { type: 'object' };

const EntitlementHistoryLineResponse = response<EntitlementHistoryRecord>(
  'EntitlementHistoryLine',
  'One line of the history of an entitlement.',
).with({
  event: [explained(EVENTS), 'created', (r) => r.event],
  source: [explained(SOURCES), 'payment', (r) => r.source],
  reason: [about('In the words of the operator; else empty.', text), '', (r) => r.reason],
  starts_at: [
    about('The period after the event; null when it is about a device.', nullable(instant)),
    sold.starts_at,
    (r) => toIso(r.startsAt),
  ],
  ends_at: [nullable(instant), sold.ends_at, (r) => toIso(r.endsAt)],
  evidence: [
    about('What belongs to it, such as the operator, the minutes or the device.', anObject),
    { payment_id: sold.payment },
    (r) => r.evidence,
  ],
  at: [instant, sold.created_at, (r) => toIso(r.createdAt)],
});

/** An entitlement of a chain at a moment. */
interface LinkAt {
  readonly link: LinkRecord;
  readonly now: Date;
}

const ChainLinkResponse = response<LinkAt>('ChainLink', 'One entitlement of a chain.').with({
  id: [uuid, sold.id, (r) => r.link.id],
  state: [oneOf(ENTITLEMENT_STATES), sold.state, ({ link, now }) => entitlementState(link, now)],
  source: [oneOf(ENTITLEMENT_SOURCES), sold.source, (r) => r.link.source],
  payment: [nullable(uuid), sold.payment, (r) => r.link.paymentId],
  starts_at: [nullable(instant), sold.starts_at, (r) => toIso(r.link.startsAt)],
  ends_at: [nullable(instant), sold.ends_at, (r) => toIso(r.link.endsAt)],
});

/** `GET /access/entitlements/{id}/` */
export const EntitlementDetailsResponse = response<EntitlementDetails & { readonly now: Date }>(
  'EntitlementDetails',
  'An entitlement with its chain, its sessions, its history and its diagnosis.',
).with({
  ...EntitlementResponse.fields,
  octets_used: [
    about('What all sessions of the chain have used, both directions together.', count),
    786_432_000,
    (r) => r.octetsUsed,
  ],
  links: [
    about(
      'The entitlements that follow one another, in the order of time; the newest 100.',
      list(ChainLinkResponse.schema),
    ),
    [ChainLinkResponse.example],
    ({ links, now }) => links.map((link) => ChainLinkResponse.of({ link, now })),
  ],
  sessions: [
    about(
      'The newest 50 sessions of the chain, the newest first. `GET /access/sessions/?entitlement=` ' +
        'has all of them.',
      list(AccountingSessionResponse.schema),
    ),
    [AccountingSessionResponse.example],
    (r) => r.sessions.map(AccountingSessionResponse.of),
  ],
  history: [
    about('Oldest first; the newest 200 lines.', list(EntitlementHistoryLineResponse.schema)),
    [EntitlementHistoryLineResponse.example],
    (r) => r.history.map(EntitlementHistoryLineResponse.of),
  ],
  diagnosis: [
    about(
      'Why the customer is not online, as `GET /access/diagnose/` says it; empty: no reason was found.',
      list(FindingResponse.schema),
    ),
    [],
    (r) => r.findings.map(FindingResponse.of),
  ],
});
