import { describe, expect, it } from '@jest/globals';
import {
  aPayment,
  anAttempt,
  aReport,
  kes,
  reported,
  second,
} from '../../../test/support/model-payment.js';
import { Money } from '../../common/money/money.js';
import { decide } from './decide.js';
import { type Report } from './payment-event.js';

const NOW = second(60);
const CHARGES = { fee: kes(150), net: kes(4_850) };
const COMPLETED = { status: 'completed', completedAt: second(1) } as const;

const decided = (payment: Parameters<typeof aPayment>[0], report: Partial<Report>) =>
  decide(aPayment(payment), anAttempt(), reported(aReport(report)), NOW);

describe("the provider's fee", () => {
  it('is stored with the money that completes a payment', () => {
    expect(decided({}, { charges: CHARGES }).payment).toMatchObject({
      status: 'completed',
      feeMinor: 150,
      netMinor: 4_850,
    });
  });

  it('is stored when the invoice of a payment becomes known that was marked as paid', () => {
    const marked = { ...COMPLETED, receipt: 'TDL1RECEIPT', paidInvoiceId: null };
    expect(decided(marked, { charges: CHARGES })).toMatchObject({
      payment: { paidInvoiceId: 'INV1', feeMinor: 150, netMinor: 4_850 },
      event: 'receipt_learned',
    });
  });

  it('is stored once: what a later report tells of it changes nothing', () => {
    const paid = { ...COMPLETED, receipt: 'TDL1RECEIPT', paidInvoiceId: 'INV1' };
    expect(decided(paid, { charges: { fee: kes(175), net: kes(4_825) } }).event).toBeNull();
  });

  it('is not stored in another currency', () => {
    const shilling = Money.fromMinor(150, 'UGX');
    const decision = decided({}, { charges: { ...CHARGES, fee: shilling } });
    expect(decision.payment).not.toHaveProperty('feeMinor');
    expect(decision.event).toBe('completed');
  });

  it('decides nothing', () => {
    for (const payment of [{}, COMPLETED, { status: 'failed' } as const]) {
      for (const outcome of ['paid', 'part_paid', 'failed', 'open'] as const) {
        const without = decided(payment, { outcome });
        const { feeMinor, netMinor, ...rest } = decided(payment, {
          outcome,
          charges: CHARGES,
        }).payment;
        expect([feeMinor ?? 150, netMinor ?? 4_850]).toEqual([150, 4_850]);
        expect(rest).toEqual(without.payment);
      }
    }
  });
});
