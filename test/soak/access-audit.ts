import { grouped } from './grouped.js';
import { type AccessBooks, type EntitlementRow, type PaidDevice } from './access-books.js';

const HOUR_MS = 3_600_000;
/** The server rounds up to whole seconds, and a busy machine takes a moment to answer. */
const TOLERATED_S = 10;

/**
 * Compares what customers could use with what they paid for, and describes every difference. Empty
 * when everyone whose payment completed could log in until their end, and nobody else ever could.
 */
export function auditAccess(books: AccessBooks): string[] {
  return [
    ...entitlementsOf(books),
    ...rejectedPayers(books),
    ...acceptedStrangers(books),
    ...finalLogins(books),
    ...finalEnds(books),
  ];
}

function entitlementsOf({ payments, entitlements }: AccessBooks): string[] {
  const byPayment = grouped(entitlements, ({ paymentId }) => paymentId ?? '');
  const known = new Set(payments.map(({ id }) => id));
  const strange = entitlements.filter(
    ({ paymentId }) => paymentId === null || !known.has(paymentId),
  );
  return [
    ...strange.map(({ chainId }) => `chain ${chainId} has an entitlement without a payment`),
    ...payments.flatMap((payment) => entitlementOf(payment, byPayment.get(payment.id) ?? [])),
  ];
}

function entitlementOf(payment: PaidDevice, own: readonly EntitlementRow[]): string[] {
  const wanted = payment.status === 'completed' ? 1 : 0;
  if (own.length !== wanted) return [`${name(payment)} has ${own.length} entitlements`];
  return own.flatMap(({ startsAt, endsAt }) => {
    const lastsMs = endsAt.getTime() - startsAt.getTime();
    return [
      ...(lastsMs === payment.durationHours * HOUR_MS
        ? []
        : [`${name(payment)} gives access for ${lastsMs} ms`]),
      ...(payment.completedAt !== null && startsAt >= payment.completedAt
        ? []
        : [`${name(payment)} gives access before it was completed`]),
    ];
  });
}

/**
 * Customers who were told that they have paid, and were rejected. None may be: a purchase continues
 * only a chain that has its device, and any other one begins a chain with it.
 */
function rejectedPayers({ sightings }: AccessBooks): string[] {
  return sightings
    .filter(({ hasPaid, answer }) => hasPaid && answer !== 'accepted')
    .map(({ mac, answer, reason }) => `${mac} has paid, and got ${reason ?? answer}`);
}

/** Devices that were let in although nothing was paid for them by then. */
function acceptedStrangers({ sightings, accepted, payments, entitlements }: AccessBooks): string[] {
  const chains = grouped(entitlements, ({ chainId }) => chainId);
  const isPaid = (mac: string, at: Date): boolean =>
    payments.some(
      (payment) => payment.mac === mac && payment.completedAt !== null && payment.completedAt <= at,
    );
  const runs = (chainId: string | null, at: Date): boolean =>
    (chains.get(chainId ?? '') ?? []).some(
      ({ startsAt, endsAt }) => startsAt <= at && at <= endsAt,
    );
  return [
    ...sightings
      .filter(({ answer, mac, at }) => answer === 'accepted' && !isPaid(mac, at))
      .map(({ mac }) => `${mac} has not paid, and was accepted`),
    ...accepted
      .filter(({ chainId, at }) => !runs(chainId, at))
      .map(({ mac, at }) => `${mac} was accepted at ${at.toISOString()} without an entitlement`),
  ];
}

function finalLogins({ finals }: AccessBooks): string[] {
  return finals.flatMap(({ mac, secondsLeft, sessionSeconds, reason }) => {
    if (secondsLeft === null) {
      return sessionSeconds === null ? [] : [`${mac} may not log in at the end, and was accepted`];
    }
    if (sessionSeconds === null)
      return [`${mac} has paid, and got ${reason ?? 'no answer'} in the end`];
    const isRight = Math.abs(sessionSeconds - secondsLeft) <= TOLERATED_S;
    return isRight ? [] : [`${mac} may stay ${secondsLeft} s, and was given ${sessionSeconds} s`];
  });
}

function finalEnds({ ends }: AccessBooks): string[] {
  return ends.flatMap(({ mac, cause, lateS, reason }) => [
    ...(cause === 'Session-Timeout' && lateS !== null && Math.abs(lateS) <= TOLERATED_S
      ? []
      : [`${mac} went offline by ${cause ?? 'nothing'}, ${lateS ?? '?'} s after its end`]),
    ...(reason === 'expired' ? [] : [`${mac} got ${reason ?? 'in'} after its end`]),
  ]);
}

const name = ({ id, status }: PaidDevice): string => `payment ${id} (${status})`;
