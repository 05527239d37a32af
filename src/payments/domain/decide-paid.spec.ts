import { describe, expect, it } from '@jest/globals';
import {
  aFailure,
  aModelPayment,
  anAttempt,
  aPayment,
  aReport,
  ASKED,
  anOverride,
  eventsOf,
  inProgress,
  kes,
  type ModelPayment,
  reported,
  retried,
  second,
  applyEvent,
  applyEvents,
} from '../../../test/support/model-payment.js';
import { Money } from '../../common/money/money.js';
import { type Report } from './payment-event.js';
import { decide } from './decide.js';

const NOW = second(60);
const NOTHING = { payment: {}, attempt: {}, event: null };

/** The payment after several reports about its attempts, one per second. */
const after = (model: ModelPayment, ...reports: readonly (readonly [number, Report])[]) =>
  applyEvents(model, ...reports.map(([attempt, report]) => [attempt, reported(report)] as const));

describe('a payment that is paid', () => {
  it('is completed now, and expires after the hours that were sold', () => {
    const payment = aPayment({ status: 'processing', durationHours: 30 });
    expect(decide(payment, anAttempt(), reported(aReport()), NOW)).toEqual({
      payment: {
        status: 'completed',
        completedAt: NOW,
        packageExpiryTime: new Date(NOW.getTime() + 30 * 3_600_000),
        paidInvoiceId: 'INV1',
        receipt: 'TDL1RECEIPT',
        errorMessage: '',
      },
      attempt: {
        invoiceId: 'INV1',
        state: 'COMPLETE',
        receipt: 'TDL1RECEIPT',
        reportedAt: second(30),
      },
      event: 'completed',
    });
  });

  it('is completed by a report that is older than the last, because a success is never stale', () => {
    const attempt = anAttempt({ state: 'FAILED', invoiceId: 'INV1', reportedAt: second(40) });
    const decision = decide(
      aPayment({ status: 'failed' }),
      attempt,
      reported(aReport({ at: second(20) })),
      NOW,
    );
    expect(decision).toMatchObject({ event: 'late_success', payment: { status: 'completed' } });
  });

  it('is completed by an older attempt while a newer prompt is active', () => {
    const model = retried(applyEvent(aModelPayment(), 1, { kind: 'expired' }, second(1)));
    const paid = after(model, [1, aReport()]);
    expect(paid.payment).toMatchObject({ status: 'completed', paidInvoiceId: 'INV1' });
    expect(eventsOf(paid)).toEqual(['expired', 'completed']);
  });

  it('loses the message of an earlier failure', () => {
    const paid = after(aModelPayment(), [1, aFailure()], [1, aReport()]);
    expect(paid).toMatchObject({ errorMessage: '', payment: { status: 'completed' } });
  });

  it.each([
    ['exactly what was asked', kes(5_000), 'completed', null],
    ['a cent more', kes(5_001), 'completed', 'amount_mismatch'],
    ['much more', kes(9_000), 'completed', 'amount_mismatch'],
    ['a cent less', kes(4_999), 'pending', 'amount_mismatch'],
    ['nothing', kes(0), 'pending', 'amount_mismatch'],
    ['an amount that cannot be read', null, 'pending', 'amount_mismatch'],
    ['dollars', Money.fromMinor(5_000, 'USD'), 'pending', 'currency_mismatch'],
    ['many dollars', Money.fromMinor(5_000_000, 'USD'), 'pending', 'currency_mismatch'],
  ])('by %s is judged', (_what, amount, status, reviewReason) => {
    const { payment } = after(aModelPayment(), [1, aReport({ amount })]);
    expect(payment).toMatchObject({ status, reviewReason });
  });

  it('is completed by an overpayment and reviewed once, also after the review was closed', () => {
    const more = aReport({ amount: kes(5_100) });
    const paid = after(aModelPayment(), [1, more]);
    expect(paid.payment).toMatchObject({
      status: 'completed',
      paidInvoiceId: 'INV1',
      reviewReason: 'amount_mismatch',
      contradictions: ['overpaid INV1'],
    });
    expect(eventsOf(paid)).toEqual(['completed']);
    expect(after(paid, [1, more])).toBe(paid);

    const closed = applyEvent(paid, 1, { kind: 'marked_completed', override: anOverride() }, NOW);
    expect(closed.payment.reviewReason).toBeNull();
    expect(after(closed, [1, more])).toBe(closed);
  });

  it('is reviewed again for an overpayment when the review of a part payment was closed before', () => {
    const less = after(aModelPayment(), [1, aReport({ amount: kes(2_500) })]);
    const closed = applyEvent(less, 1, { kind: 'marked_failed', override: anOverride() }, NOW);
    const { payment } = after(closed, [1, aReport({ amount: kes(5_100) })]);
    expect(payment).toMatchObject({ status: 'completed', reviewReason: 'amount_mismatch' });
  });

  it('is completed by a later report after a wrong amount, which stays under review', () => {
    const less = aReport({ amount: kes(100), invoiceId: 'INV2' });
    const { payment } = after(aModelPayment(), [1, less], [1, aReport()]);
    expect(payment).toMatchObject({
      status: 'completed',
      paidInvoiceId: 'INV1',
      reviewReason: 'amount_mismatch',
    });
  });
});

describe('a payment that is paid in part', () => {
  const partPaid = (overrides: Partial<Report> = {}): Report =>
    aReport({ outcome: 'part_paid', state: 'PARTIAL', amount: kes(2_500), ...overrides });

  it.each([kes(2_500), ASKED, kes(9_000), null])(
    'grants nothing and is for review, whatever amount is named: %s',
    (amount) => {
      const { payment, history } = after(aModelPayment(), [1, partPaid({ amount })]);
      expect(payment).toMatchObject({ status: 'pending', reviewReason: 'amount_mismatch' });
      expect(history).toMatchObject([{ event: 'contradicted' }]);
    },
  );

  it('stays under review when it expires, and is recorded once', () => {
    const once = after(aModelPayment(), [1, partPaid()]);
    expect(after(once, [1, partPaid()])).toBe(once);
    const { payment } = applyEvent(once, 1, { kind: 'expired' }, NOW);
    expect(payment).toMatchObject({ status: 'failed', reviewReason: 'amount_mismatch' });
  });

  it('is under review also when the report is older than the last, because money was taken', () => {
    const failed = after(aModelPayment(), [1, aFailure({ at: second(40) })]);
    const { payment } = after(failed, [1, partPaid({ at: second(20) })]);
    expect(payment).toMatchObject({ status: 'failed', reviewReason: 'amount_mismatch' });
  });

  it('is completed once the rest is paid', () => {
    const { payment } = after(aModelPayment(), [1, partPaid()], [1, aReport({ at: second(40) })]);
    expect(payment).toMatchObject({ status: 'completed', paidInvoiceId: 'INV1' });
  });

  it('ignores the report of a part payment after the full one', () => {
    const paid = after(aModelPayment(), [1, aReport({ at: second(40) })]);
    expect(after(paid, [1, partPaid({ at: second(20) })])).toBe(paid);
  });

  it('was paid twice when another invoice has completed it', () => {
    const paid = after(aModelPayment(), [1, aReport()]);
    const { payment } = after(paid, [1, partPaid({ invoiceId: 'INV2' })]);
    expect(payment).toMatchObject({ status: 'completed', reviewReason: 'double_payment' });
  });
});

describe('a payment that is paid again', () => {
  const paid = after(aModelPayment(), [1, aReport()]);

  it('records the same success once, also when its amount cannot be read the second time', () => {
    expect(after(paid, [1, aReport()], [1, aReport({ amount: null })])).toBe(paid);
  });

  it.each([
    ['more', kes(5_100), 'amount_mismatch'],
    ['less', kes(4_900), 'amount_mismatch'],
    ['another currency', Money.fromMinor(5_000, 'USD'), 'currency_mismatch'],
  ])(
    'is for review, once, when the same success comes later with %s',
    (_what, amount, reviewReason) => {
      const other = aReport({ amount, at: second(40) });
      const doubted = after(paid, [1, other]);
      expect(doubted.payment).toEqual({
        ...paid.payment,
        reviewReason,
        contradictions: ['paid INV1'],
      });
      expect(eventsOf(doubted)).toEqual(['completed', 'contradicted']);
      expect(after(doubted, [1, other])).toBe(doubted);
    },
  );

  it('ignores an older report of another amount, because the newest counts', () => {
    expect(after(paid, [1, aReport({ amount: kes(4_900), at: second(20) })])).toBe(paid);
  });

  it('is under review when another invoice is paid too, and keeps its completion', () => {
    const twice = after(paid, [1, aReport({ invoiceId: 'INV2' })]);
    expect(twice.payment).toEqual({
      ...paid.payment,
      reviewReason: 'double_payment',
      contradictions: ['paid INV2'],
    });
    expect(twice.packageExpiryTime).toEqual(paid.packageExpiryTime);
  });

  it('keeps each further invoice that is paid in its history', () => {
    const fourTimes = after(
      paid,
      ...['INV2', 'INV3', 'INV4'].map((invoiceId) => [1, aReport({ invoiceId })] as const),
    );
    expect(fourTimes.payment.reviewReason).toBe('double_payment');
    expect(eventsOf(fourTimes)).toEqual([
      'completed',
      'contradicted',
      'contradicted',
      'contradicted',
    ]);
  });

  it('is under review when two attempts are paid', () => {
    const second = retried(after(aModelPayment(), [1, aFailure()]));
    const both = after(second, [2, aReport({ invoiceId: 'INV2' })], [1, aReport()]);
    expect(both.payment).toMatchObject({
      status: 'completed',
      paidInvoiceId: 'INV2',
      reviewReason: 'double_payment',
    });
  });

  it('names the review after its first contradiction', () => {
    const reports = [aReport({ amount: kes(1) }), aReport(), aReport({ invoiceId: 'INV2' })];
    const { payment, history } = after(
      aModelPayment(),
      ...reports.map((report) => [1, report] as const),
    );
    expect(payment.reviewReason).toBe('amount_mismatch');
    expect(history.map(({ event }) => event)).toEqual([
      'contradicted',
      'completed',
      'contradicted',
    ]);
  });

  it('learns a receipt that comes later than the success', () => {
    const bare = after(aModelPayment(), [1, aReport({ receipt: null })]);
    const learned = after(bare, [1, aReport()]);
    expect(bare.payment.receipt).toBeNull();
    expect(learned.payment).toEqual({ ...bare.payment, receipt: 'TDL1RECEIPT' });
    expect(eventsOf(learned)).toEqual(['completed', 'receipt_learned']);
  });

  it('keeps the first receipt', () => {
    expect(after(paid, [1, aReport({ receipt: 'ANOTHER' })])).toBe(paid);
  });

  it('is not reopened by a report of progress', () => {
    expect(after(paid, [1, inProgress({ at: second(90) })])).toBe(paid);
  });

  it('changes nothing for a payment without invoice when the report has no new facts', () => {
    const known = aPayment({ status: 'completed', paidInvoiceId: 'INV1', receipt: 'TDL1' });
    expect(decide(known, anAttempt(), reported(aReport()), NOW)).toEqual(NOTHING);
  });
});
