import { describe, expect, it } from '@jest/globals';
import { anAcceptance, anAttempt, aPayment, second } from '../../../test/support/model-payment.js';
import { type AttemptDelivery } from './attempt.js';
import { type PaymentEvent } from './payment-event.js';
import { PAYMENT_STATUSES } from './payment-status.js';
import { type LockedAttempt } from './decision.js';
import { decide } from './decide.js';

const NOW = second(60);
const NOTHING = { payment: {}, attempt: {}, event: null };
const DELIVERIES: readonly AttemptDelivery[] = [
  'unsent',
  'sending',
  'accepted',
  'refused',
  'not_sent',
  'unknown',
];
const refused: PaymentEvent = { kind: 'refused', reason: 'Your business is not eligible' };
const notSent: PaymentEvent = { kind: 'not_sent', reason: 'no connection (ECONNREFUSED)' };
const unknown: PaymentEvent = { kind: 'outcome_unknown', reason: 'no readable answer' };
const expired: PaymentEvent = { kind: 'expired' };

const accepted = (overrides = {}): PaymentEvent => ({
  kind: 'accepted',
  acceptance: anAcceptance(overrides),
});
const about = (attempt: Partial<LockedAttempt>, event: PaymentEvent, payment = aPayment()) =>
  decide(payment, anAttempt(attempt), event, NOW);

describe('the provider accepts a call', () => {
  it('marks the prompt as sent and stores its ids', () => {
    expect(about({}, accepted())).toEqual({
      payment: { status: 'processing' },
      attempt: {
        delivery: 'accepted',
        providerPaymentId: 'session-1',
        invoiceId: 'INV1',
        state: 'PENDING',
      },
      event: 'accepted',
    });
  });

  it('marks the prompt as sent without ids when the provider has named none', () => {
    const nameless = accepted({ providerPaymentId: null, invoiceId: null });
    expect(about({}, nameless)).toEqual({
      payment: { status: 'processing' },
      attempt: { delivery: 'accepted', state: 'PENDING' },
      event: 'accepted',
    });
  });

  it('leaves a link pending, because nobody has started to pay', () => {
    const link = { invoiceId: null, paymentUrl: 'https://pay.example/1', linkSignatureSealed: 's' };
    expect(about({ channel: 'link' }, accepted(link))).toEqual({
      payment: {},
      attempt: {
        delivery: 'accepted',
        providerPaymentId: 'session-1',
        paymentUrl: 'https://pay.example/1',
        linkSignatureSealed: 's',
        state: 'PENDING',
      },
      event: 'accepted',
    });
  });

  it('keeps what an earlier webhook reported', () => {
    const decision = about(
      { invoiceId: 'INV9', state: 'COMPLETE', reportedAt: second(1) },
      accepted(),
      aPayment({ status: 'completed' }),
    );
    expect(decision.payment).toEqual({});
    expect(decision.attempt).toEqual({ delivery: 'accepted', providerPaymentId: 'session-1' });
  });

  it('is recorded once', () => {
    expect(about({ delivery: 'accepted' }, accepted())).toEqual(NOTHING);
  });

  it.each(PAYMENT_STATUSES.filter((status) => status !== 'pending'))(
    'moves no payment that is %s',
    (status) => {
      expect(about({}, accepted(), aPayment({ status })).payment).toEqual({});
    },
  );
});

describe('the provider does not accept a call', () => {
  it('fails the payment with the message of the refusal', () => {
    expect(about({}, refused)).toEqual({
      payment: { status: 'failed', errorMessage: 'Your business is not eligible' },
      attempt: { delivery: 'refused' },
      event: 'refused',
    });
  });

  it('fails the payment with a message for the customer when it could not be reached', () => {
    expect(about({}, notSent)).toEqual({
      payment: {
        status: 'failed',
        errorMessage: 'The payment service could not be reached. Please try again.',
      },
      attempt: { delivery: 'not_sent' },
      event: 'not_sent',
    });
  });

  it('leaves the payment as it is when the outcome is unknown, because the phone may be ringing', () => {
    expect(about({}, unknown)).toEqual({
      payment: {},
      attempt: { delivery: 'unknown' },
      event: 'outcome_unknown',
    });
  });

  it.each(DELIVERIES.filter((delivery) => delivery !== 'sending'))(
    'is no event of an attempt that is %s',
    (delivery) => {
      for (const event of [refused, notSent, unknown]) {
        expect(about({ delivery }, event)).toEqual(NOTHING);
      }
    },
  );

  it.each([
    ['refused', refused],
    ['not sent', notSent],
  ])('is ignored when %s but a report came meanwhile', (_what, event) => {
    expect(about({ state: 'PENDING', invoiceId: 'INV1' }, event)).toEqual(NOTHING);
  });

  it.each([
    ['refused', refused, 'refused'],
    ['not sent', notSent, 'not_sent'],
  ] as const)('fails no newer attempt when an older one was %s', (_what, event, delivery) => {
    const payment = aPayment({ currentAttempt: 2 });
    expect(about({ number: 1 }, event, payment)).toEqual({
      payment: {},
      attempt: { delivery },
      event: delivery,
    });
  });
});

describe('an attempt expires', () => {
  it('fails the payment and says that a late payment counts', () => {
    expect(about({ delivery: 'unknown' }, expired)).toEqual({
      payment: {
        status: 'failed',
        errorMessage:
          'The payment was not confirmed in time. If you have paid, it will still count.',
      },
      attempt: {},
      event: 'expired',
    });
  });

  it('does not fail a payment with a newer attempt', () => {
    const payment = aPayment({ status: 'processing', currentAttempt: 2 });
    expect(about({ number: 1 }, expired, payment)).toEqual(NOTHING);
  });
});
