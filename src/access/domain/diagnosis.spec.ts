import { describe, expect, it } from '@jest/globals';
import { diagnose } from './diagnosis.js';
import {
  type ChainFacts,
  type DiagnosisFacts,
  type LoginFacts,
  type PaymentFacts,
  type RouterFacts,
} from './diagnosis-facts.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

const paid: PaymentFacts = {
  status: 'completed',
  isUnderReview: false,
  errorMessage: '',
  createdAt: ago(60),
  hasEntitlement: true,
};
const running: ChainFacts = {
  createdAt: ago(59),
  startsAt: ago(59),
  endsAt: ago(-60),
  revokedAt: null,
  revokeReason: null,
  blocked: null,
  deviceLimit: 1,
  devices: 1,
  hasRoom: null,
};
const router: RouterFacts = {
  accessMethod: 'radius',
  isArchived: false,
  unreachableSince: null,
  hasAddress: true,
  firstPacketAt: ago(5_000),
  lastPacketAt: ago(1),
  secretChangedAt: ago(6_000),
};
const noLogins: LoginFacts = {
  acceptedAt: null,
  rejected: null,
  wrongPasswordAt: null,
  reportedAt: null,
};
/** A customer who has paid and has not tried to log in. */
const facts: DiagnosisFacts = {
  now: NOW,
  askedFor: 'phone',
  payment: paid,
  chain: running,
  router,
  logins: noLogins,
};
const rejectedFor = (reason: string, minutes = 3, count = 1): LoginFacts => ({
  ...noLogins,
  rejected: { reason, at: ago(minutes), count },
});
const codesOf = (changed: Partial<DiagnosisFacts>): readonly string[] =>
  diagnose({ ...facts, ...changed }).map(({ code }) => code);

describe('the diagnosis of a customer who is not online', () => {
  it.each<[string, Partial<DiagnosisFacts>, readonly string[]]>([
    ['nothing is wrong', {}, []],
    ['nothing was found', { payment: null, chain: null, router: null }, ['no_such_payment']],
    [
      'nothing was found, and the device was rejected',
      { payment: null, chain: null, logins: rejectedFor('unknown') },
      ['no_such_payment', 'router_rejected'],
    ],
    [
      'the payment is open',
      { payment: { ...paid, status: 'pending' }, chain: null },
      ['payment_open'],
    ],
    [
      'the payment is open beside access that runs',
      { payment: { ...paid, status: 'processing' } },
      ['payment_open'],
    ],
    [
      'the payment is under review',
      { payment: { ...paid, status: 'failed', isUnderReview: true }, chain: null },
      ['in_review', 'no_entitlement'],
    ],
    [
      'the payment has failed',
      { payment: { ...paid, status: 'failed' }, chain: null },
      ['no_entitlement'],
    ],
    [
      'a newer payment has failed after access that is over',
      {
        payment: { ...paid, status: 'failed', createdAt: ago(5) },
        chain: { ...running, blocked: 'expired', endsAt: ago(10) },
      },
      ['no_entitlement'],
    ],
    [
      'a newer payment has failed beside access that runs',
      {
        payment: { ...paid, status: 'failed', createdAt: ago(5) },
      },
      [],
    ],
    [
      'no entitlement was written',
      { payment: { ...paid, hasEntitlement: false }, chain: null },
      ['no_entitlement'],
    ],
    [
      'the access starts later',
      { chain: { ...running, blocked: 'not_started' } },
      ['no_entitlement'],
    ],
    ['the time is over', { chain: { ...running, blocked: 'expired' } }, ['expired']],
    ['the access was revoked', { chain: { ...running, blocked: 'revoked' } }, ['expired']],
    [
      'an operator gave the access, and it is over',
      { payment: null, chain: { ...running, blocked: 'expired' } },
      ['expired'],
    ],
    [
      'the router has sent nothing',
      { router: { ...router, firstPacketAt: null } },
      ['router_never_heard_from'],
    ],
    [
      'the router has no address',
      { router: { ...router, hasAddress: false } },
      ['router_never_heard_from'],
    ],
    [
      'the router does not answer',
      { router: { ...router, accessMethod: 'routeros_api', unreachableSince: ago(3) } },
      ['router_never_heard_from'],
    ],
    ['the router answers', { router: { ...router, accessMethod: 'routeros_api' } }, []],
    [
      'a system of the operator gives access',
      {
        router: { ...router, accessMethod: 'none', firstPacketAt: null },
        logins: rejectedFor('unknown'),
      },
      [],
    ],
    [
      'no packet has shown the secret',
      { router: { ...router, lastPacketAt: null } },
      ['wrong_secret_suspected'],
    ],
    [
      'the first packet has just come',
      { router: { ...router, lastPacketAt: null, firstPacketAt: ago(1) } },
      [],
    ],
    [
      'the secret was changed and not used',
      {
        router: { ...router, lastPacketAt: ago(30), secretChangedAt: ago(20) },
      },
      ['wrong_secret_suspected'],
    ],
    [
      'the secret was changed just now',
      {
        router: { ...router, lastPacketAt: ago(30), secretChangedAt: ago(9) },
      },
      [],
    ],
    [
      'the password of the right code could not be read',
      { logins: { ...rejectedFor('unknown'), wrongPasswordAt: ago(3) } },
      ['wrong_secret_suspected', 'router_rejected'],
    ],
    [
      'a wrong password came before a login that was accepted',
      { logins: { ...noLogins, wrongPasswordAt: ago(3), acceptedAt: ago(1) } },
      [],
    ],
    ['the last login found no room', { logins: rejectedFor('devices') }, ['device_limit']],
    [
      'the device that is asked for finds no room',
      { chain: { ...running, hasRoom: false } },
      ['device_limit'],
    ],
    [
      'a login was accepted after one that found no room',
      { logins: { ...rejectedFor('devices', 5), acceptedAt: ago(1) } },
      [],
    ],
    ['the last login was rejected', { logins: rejectedFor('limited') }, ['router_rejected']],
    [
      'a login was accepted after one that was rejected',
      {
        logins: { ...rejectedFor('unknown', 5), acceptedAt: ago(1) },
      },
      [],
    ],
    ['the data is used up', { chain: { ...running, blocked: 'cap' } }, ['router_rejected']],
    ['the router is archived', { router: { ...router, isArchived: true } }, ['router_rejected']],
    [
      'a login was accepted, and no session reported',
      {
        logins: { ...noLogins, acceptedAt: ago(3) },
      },
      ['logged_in_no_accounting'],
    ],
    [
      'a session was reported before the last login',
      {
        logins: { ...noLogins, acceptedAt: ago(3), reportedAt: ago(4) },
      },
      ['logged_in_no_accounting'],
    ],
    [
      'a session was reported since',
      {
        logins: { ...noLogins, acceptedAt: ago(3), reportedAt: ago(2) },
      },
      [],
    ],
    ['a login was accepted just now', { logins: { ...noLogins, acceptedAt: ago(1) } }, []],
  ])('when %s', (_what, changed, codes) => {
    expect(codesOf(changed)).toEqual(codes);
  });

  it('names the reason, the time and how often of a rejected login', () => {
    const [finding] = diagnose({ ...facts, logins: rejectedFor('limited', 7, 4) });
    expect(finding).toMatchObject({
      problem:
        'The login was rejected, because too many unknown codes came from this device, or through ' +
        'this router (4 times in that hour).',
      at: ago(7),
    });
  });

  it('names why the payment has failed, and why access was revoked', () => {
    const failed = { ...paid, status: 'failed', errorMessage: 'Cancelled.' } as const;
    expect(diagnose({ ...facts, payment: failed, chain: null })[0]?.problem).toBe(
      'The payment has failed, so nothing was bought. Cancelled.',
    );
    const revoked = { ...running, blocked: 'revoked', revokeReason: 'Refunded', revokedAt: ago(2) };
    expect(diagnose({ ...facts, chain: revoked })[0]).toMatchObject({
      problem: 'The access was revoked (Refunded).',
      at: ago(2),
    });
  });
});
