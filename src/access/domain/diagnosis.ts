import {
  type AskedFor,
  type ChainFacts,
  type DiagnosisFacts,
  type Finding,
  type PaymentFacts,
} from './diagnosis-facts.js';
import { findingsAtRouter, findingsOf, rejected } from './router-findings.js';

/**
 * Says why a customer is not online. The findings are in the order in which access comes about:
 * payment, entitlement, router, login. What makes all later ones meaningless is the last one.
 */
export function diagnose(facts: DiagnosisFacts): readonly Finding[] {
  const { payment, chain } = facts;
  if (!payment && !chain) return [noSuchPayment(facts.askedFor), ...findingsOf(rejected(facts))];
  const open = findingsOf(paymentOpen(payment), inReview(payment));
  const missing = noEntitlement(facts);
  if (missing) return [...open, missing];
  if (!chain) return open;
  const over = expired(chain);
  if (over) return [...open, over];
  return [...open, ...findingsAtRouter(facts, chain)];
}

const WHAT: Readonly<Record<AskedFor, string>> = {
  code: 'No access has this code.',
  phone: 'Neither a payment nor access has this phone number.',
  mac: 'Neither a payment nor access has this device.',
  mpesa_reference: 'No payment has this receipt.',
  entitlement: 'There is no such access.',
};

const noSuchPayment = (askedFor: AskedFor): Finding => ({
  code: 'no_such_payment',
  problem: WHAT[askedFor],
  action:
    askedFor === 'mpesa_reference'
      ? 'Compare the receipt with the message of M-Pesa. Money that was sent to another number is not seen here.'
      : 'Ask for the M-Pesa receipt, and look for the payment by that.',
  at: null,
});

function paymentOpen(payment: PaymentFacts | null): Finding | null {
  if (payment?.status !== 'pending' && payment?.status !== 'processing') return null;
  return {
    code: 'payment_open',
    problem: 'The payment is still open: nobody knows yet whether it was paid.',
    action:
      'Ask the customer to answer the prompt. The server asks the provider by itself; it ends ' +
      'unpaid after 15 minutes, and counts when the money comes later.',
    at: payment.createdAt,
  };
}

function inReview(payment: PaymentFacts | null): Finding | null {
  if (!payment?.isUnderReview) return null;
  return {
    code: 'in_review',
    problem: 'The payment is under review: what the provider reports does not fit it.',
    action: 'Look at the payment, and mark it as completed or as failed.',
    at: payment.createdAt,
  };
}

function noEntitlement({ payment, chain }: DiagnosisFacts): Finding | null {
  const isNewer = payment !== null && (!chain || payment.createdAt > chain.createdAt);
  const mayBeUsed = chain !== null && expired(chain) === null;
  const because = { code: 'no_entitlement', at: payment?.createdAt ?? null } as const;
  if (payment?.status === 'failed' && isNewer && !mayBeUsed) {
    const reason = payment.errorMessage === '' ? '' : ` ${payment.errorMessage}`;
    return {
      ...because,
      problem: `The payment has failed, so nothing was bought.${reason}`,
      action:
        'Ask the customer to pay again. If the money has left the phone, look at the payment.',
    };
  }
  if (payment?.status === 'completed' && !payment.hasEntitlement && !mayBeUsed) {
    return {
      ...because,
      problem: 'The payment is completed, and no access was written for it.',
      action:
        'It is written within five minutes, unless its time is over. Else give access by hand.',
    };
  }
  if (chain?.blocked === 'not_started') {
    return {
      code: 'no_entitlement',
      problem: 'The access has not started yet.',
      action: 'Wait until it starts, or give other access for the time before.',
      at: chain.startsAt,
    };
  }
  return null;
}

function expired({ blocked, endsAt, revokedAt, revokeReason }: ChainFacts): Finding | null {
  if (blocked === 'revoked') {
    return {
      code: 'expired',
      problem: `The access was revoked${revokeReason === null ? '' : ` (${revokeReason})`}.`,
      action: 'Give new access, if it was revoked by mistake.',
      at: revokedAt,
    };
  }
  if (blocked !== 'expired') return null;
  return {
    code: 'expired',
    problem: 'The time that was bought is over.',
    action: 'The customer buys again; give access as a compensation if time was lost.',
    at: endsAt,
  };
}
