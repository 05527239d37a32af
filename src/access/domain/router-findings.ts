import {
  type ChainFacts,
  type DiagnosisFacts,
  type Finding,
  type RouterFacts,
} from './diagnosis-facts.js';

const MINUTE_MS = 60_000;
/** FreeRADIUS keeps a secret for 300 s, and a router may be silent for a while. */
const SECRET_GRACE_MS = 10 * MINUTE_MS;
/** A router reports a session at once; this leaves time for repeated packets. */
const REPORT_GRACE_MS = 2 * MINUTE_MS;

/** The findings about a router, for access that may be used. */
export function findingsAtRouter(facts: DiagnosisFacts, chain: ChainFacts): readonly Finding[] {
  const { router } = facts;
  if (!router || router.accessMethod === 'none') return [];
  const away = neverHeardFrom(router);
  if (away) return [away];
  return findingsOf(
    wrongSecret(facts, router),
    deviceLimit(facts, chain),
    archived(router) ?? capUsedUp(chain) ?? rejected(facts),
    noAccounting(facts, router),
  );
}

/** The findings among these. */
export const findingsOf = (...all: readonly (Finding | null)[]): readonly Finding[] =>
  all.filter((finding) => finding !== null);

function neverHeardFrom(router: RouterFacts): Finding | null {
  if (router.accessMethod === 'routeros_api') {
    if (!router.unreachableSince) return null;
    return {
      code: 'router_never_heard_from',
      problem: 'The router does not answer the server.',
      action:
        'Check its power, its Internet connection, and its address and login in its settings.',
      at: router.unreachableSince,
    };
  }
  if (router.hasAddress && router.firstPacketAt) return null;
  return {
    code: 'router_never_heard_from',
    problem: router.hasAddress
      ? 'The RADIUS server has never got a packet from the router.'
      : 'The router has no address that RADIUS packets could come from.',
    action: router.hasAddress
      ? 'Run the set-up script on the router, and check its tunnel and the address of the RADIUS server.'
      : 'Set up the router: GET /routers/{id}/setup/ has the script.',
    at: null,
  };
}

function wrongSecret({ now, logins }: DiagnosisFacts, router: RouterFacts): Finding | null {
  if (router.accessMethod !== 'radius') return null;
  const { firstPacketAt, lastPacketAt, secretChangedAt } = router;
  const since = (at: Date | null): number => (at ? now.getTime() - at.getTime() : 0);
  const action =
    'Run the set-up script on the router again: it has the shared secret. A new secret counts ' +
    'within five minutes.';
  const code = 'wrong_secret_suspected';
  if (!lastPacketAt) {
    if (since(firstPacketAt) < REPORT_GRACE_MS) return null;
    const problem =
      'Packets of the router arrive, and none of them has shown the right shared secret.';
    return { code, problem, action, at: firstPacketAt };
  }
  if (
    secretChangedAt &&
    lastPacketAt < secretChangedAt &&
    since(secretChangedAt) > SECRET_GRACE_MS
  ) {
    const problem = 'The router has not used the new shared secret since it was changed.';
    return { code, problem, action, at: secretChangedAt };
  }
  const { wrongPasswordAt, acceptedAt } = logins;
  if (wrongPasswordAt && (!acceptedAt || wrongPasswordAt > acceptedAt)) {
    const problem =
      'A login with the right code was rejected, because its password could not be read.';
    return { code, problem, action, at: wrongPasswordAt };
  }
  return null;
}

function deviceLimit({ logins }: DiagnosisFacts, chain: ChainFacts): Finding | null {
  const { rejected: last, acceptedAt } = logins;
  const wasRejected =
    last?.reason === 'devices' && (acceptedAt === null || last.at > acceptedAt) ? last : null;
  const isFull = chain.hasRoom === false;
  if (!wasRejected && !isFull) return null;
  return {
    code: 'device_limit',
    problem: `As many devices as were sold are attached: ${chain.devices} of ${chain.deviceLimit}.`,
    action:
      'Remove a device that is not needed, or wait: one that was idle for three minutes is replaced, ' +
      'at most three a day.',
    at: wasRejected?.at ?? null,
  };
}

const archived = ({ isArchived }: RouterFacts): Finding | null =>
  isArchived
    ? {
        code: 'router_rejected',
        problem: 'The router was deleted, so its logins are rejected.',
        action: 'Give access at another router.',
        at: null,
      }
    : null;

const capUsedUp = ({ blocked }: ChainFacts): Finding | null =>
  blocked === 'cap'
    ? {
        code: 'router_rejected',
        problem: 'The data that was bought is used up.',
        action: 'The customer buys again, or give access as a compensation.',
        at: null,
      }
    : null;

/** What to do about a rejected login, by its reason. */
const ACTIONS: Readonly<Record<string, readonly [problem: string, action: string]>> = {
  unknown: [
    'the code, ticket or device was not known',
    'Compare the code with the one shown here. A device that is not attached needs the code.',
  ],
  not_started: ['the access had not started', 'Let the customer log in again now.'],
  expired: [
    'the access, or the ticket, was over',
    'Let the customer log in again from the portal.',
  ],
  revoked: ['the access was revoked', 'Let the customer log in with the code that is valid now.'],
  cap: ['the data was used up', 'Let the customer log in again now.'],
  router: [
    'the code belongs to another router',
    'The access is valid at the router where it was bought. Give access at this router.',
  ],
  limited: [
    'too many unknown codes came from this device, or through this router',
    'Wait ten minutes, or attach the device: attached devices are not limited.',
  ],
  overflow: [
    'the router has rejected more than 1,000 devices in this hour',
    'Look for a device that tries codes, and let the customer log in again.',
  ],
};

/** The last login, when it was rejected for another reason than the device limit. */
export function rejected({ logins }: DiagnosisFacts): Finding | null {
  const { rejected: last, acceptedAt } = logins;
  if (!last || last.reason === 'devices') return null;
  if (acceptedAt && acceptedAt > last.at) return null;
  const [why, action] = ACTIONS[last.reason] ?? [last.reason, 'Let the customer log in again.'];
  const times = last.count > 1 ? ` (${last.count} times in that hour)` : '';
  return {
    code: 'router_rejected',
    problem: `The login was rejected, because ${why}${times}.`,
    action,
    at: last.at,
  };
}

function noAccounting({ now, logins }: DiagnosisFacts, router: RouterFacts): Finding | null {
  const { acceptedAt, reportedAt } = logins;
  if (router.accessMethod !== 'radius' || !acceptedAt) return null;
  if (now.getTime() - acceptedAt.getTime() < REPORT_GRACE_MS) return null;
  if (reportedAt && reportedAt >= acceptedAt) return null;
  return {
    code: 'logged_in_no_accounting',
    problem: 'The login was accepted, and the router has reported no session since.',
    action:
      'Check that accounting is switched on in the hotspot profile of the router, and its shared ' +
      'secret: with a wrong one the router drops the answer. Then let the customer log in again.',
    at: acceptedAt,
  };
}
