import { describe, expect, it } from '@jest/globals';
import { type Decision, type LockedAttempt, type LockedPayment, NOTHING } from './decision.js';
import { publishedBy } from './published-event.js';

const NOW = new Date('2026-03-01T08:00:00.000Z');
const LATER = new Date('2026-03-02T08:00:00.000Z');
const payment = (overrides: Partial<LockedPayment> = {}): LockedPayment =>
  ({ status: 'processing', reviewReason: null, ...overrides }) as LockedPayment;
const attempt = { invoiceId: null } as LockedAttempt;
const changing = (change: Decision['payment'], ofAttempt: Decision['attempt'] = {}): Decision => ({
  payment: change,
  attempt: ofAttempt,
  event: 'completed',
});

describe('what a decision publishes', () => {
  it('is nothing when nothing changes', () => {
    expect(publishedBy(payment(), attempt, NOTHING)).toEqual([]);
    expect(
      publishedBy(payment({ status: 'failed' }), attempt, changing({ status: 'failed' })),
    ).toEqual([]);
  });

  it('is that a payment has completed, with its times', () => {
    const decision = changing({ status: 'completed', completedAt: NOW, packageExpiryTime: LATER });
    expect(publishedBy(payment({ status: 'failed' }), attempt, decision)).toEqual([
      {
        kind: 'payment_completed',
        completedAt: '2026-03-01T08:00:00.000Z',
        packageExpiryTime: '2026-03-02T08:00:00.000Z',
        isPaidByPhone: false,
      },
    ]);
  });

  it.each([
    ['prompt', 'INV1', true],
    ['link', 'INV1', false],
    ['prompt', undefined, false],
  ] as const)(
    'says whether the phone has paid: a %s, invoice %s',
    (channel, invoice, isPaidByPhone) => {
      const decision = changing({
        ...{ status: 'completed', completedAt: NOW, packageExpiryTime: LATER },
        ...(invoice === undefined ? {} : { paidInvoiceId: invoice }),
      } as const);
      const paying = { channel, invoiceId: null } as LockedAttempt;
      expect(publishedBy(payment(), paying, decision)).toMatchObject([{ isPaidByPhone }]);
    },
  );

  it('is that a payment has failed, once', () => {
    expect(publishedBy(payment(), attempt, changing({ status: 'failed' }))).toEqual([
      { kind: 'payment_failed' },
    ]);
  });

  it('is that a review was opened or closed', () => {
    const opened = changing({ reviewReason: 'double_payment' });
    expect(publishedBy(payment({ status: 'completed' }), attempt, opened)).toEqual([
      { kind: 'review_opened', reason: 'double_payment' },
    ]);
    const closed = changing({ reviewReason: null });
    const reviewed = payment({ status: 'completed', reviewReason: 'double_payment' });
    expect(publishedBy(reviewed, attempt, closed)).toEqual([{ kind: 'review_closed' }]);
    expect(publishedBy(payment(), attempt, closed)).toEqual([]);
  });

  it('is that an invoice became known, before anything else', () => {
    const decision = changing({ status: 'failed' }, { invoiceId: 'INV1' });
    expect(publishedBy(payment(), attempt, decision)).toEqual([
      { kind: 'invoice_learned', invoiceId: 'INV1' },
      { kind: 'payment_failed' },
    ]);
    const known = { invoiceId: 'INV1' } as LockedAttempt;
    expect(publishedBy(payment(), known, decision)).toEqual([{ kind: 'payment_failed' }]);
  });
});
