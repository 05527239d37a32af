import { describe, expect, it } from '@jest/globals';
import { audit } from './audit.js';
import { type Books, type LedgerInvoice, type PaymentRow } from './books.js';

const RULES = { everythingEnds: true, onlySource: null, tillsReport: true } as const;
const BEGAN = new Date('2026-05-01T10:00:00.000Z');
const ENDS = new Date('2026-05-02T10:00:00.000Z');

const INVOICE: LedgerInvoice = {
  provider: 'instasend',
  invoiceId: 'AAAAAAA',
  apiRef: 'p-1',
  receipt: null,
  state: 'COMPLETE',
  outcome: 'success',
  taken: { amount: '50.00', currency: 'KES', at: '2026-05-01T13:00:00.000000+03:00' },
};
const PAYMENT: PaymentRow = {
  id: 'p',
  status: 'completed',
  amount: '50.00',
  currency: 'KES',
  reviewReason: null,
  paidInvoiceId: 'AAAAAAA',
  durationHours: 24,
  completedAt: BEGAN,
  expiry: ENDS,
};
const COMPLETED = {
  paymentId: 'p',
  event: 'completed',
  source: 'webhook',
  toStatus: 'completed',
  invoiceId: 'AAAAAAA',
};

const ATTEMPT = {
  ...{ paymentId: 'p', number: 1, reference: 'p-1' },
  ...{ provider: 'instasend', invoiceId: 'AAAAAAA' },
};

/** A payment that was paid as expected. */
const GOOD: Books = {
  invoices: [INVOICE],
  payments: [PAYMENT],
  attempts: [ATTEMPT],
  receipts: [],
  history: [COMPLETED],
  jobs: [],
  reviewsShown: new Set(),
  seen: [{ paymentId: 'p', completedAt: BEGAN.toISOString(), expiry: ENDS.toISOString() }],
  surprises: [],
};
const unpaid: PaymentRow = {
  ...PAYMENT,
  status: 'failed',
  paidInvoiceId: null,
  completedAt: null,
  expiry: null,
};
const less: LedgerInvoice = {
  ...INVOICE,
  outcome: 'paid_less',
  taken: { amount: '25.00', currency: 'KES', at: '' },
};
const more: LedgerInvoice = {
  ...INVOICE,
  outcome: 'rounded_up',
  taken: { amount: '51.00', currency: 'KES', at: '' },
};
const contradicted = { ...COMPLETED, event: 'contradicted' };
const job = {
  task: 'follow_payment',
  key: 'follow-p-1',
  attempts: 1,
  lastError: null,
  isDue: false,
  isLocked: false,
  isGivenUp: false,
};

const differences = (changes: Partial<Books>): string[] => audit({ ...GOOD, ...changes }, RULES);

describe('the audit', () => {
  it('finds nothing where the books agree', () => {
    expect(differences({})).toEqual([]);
    const review: PaymentRow = { ...unpaid, reviewReason: 'amount_mismatch' };
    const reviewed: Partial<Books> = {
      payments: [review],
      invoices: [less],
      history: [contradicted],
      reviewsShown: new Set(['p']),
      seen: [],
    };
    expect(differences(reviewed)).toEqual([]);
    const overpaid: Partial<Books> = {
      payments: [{ ...PAYMENT, reviewReason: 'amount_mismatch' }],
      invoices: [more],
      reviewsShown: new Set(['p']),
    };
    expect(differences(overpaid)).toEqual([]);
    expect(differences({ jobs: [job] })).toEqual([]);
  });

  it.each<[string, Partial<Books>]>([
    ['completed without money', { invoices: [{ ...INVOICE, taken: null }] }],
    ['completed without money', { invoices: [{ ...INVOICE, invoiceId: 'BBBBBBB' }] }],
    ['completed for too little', { invoices: [less] }],
    ['took more than the price', { invoices: [more] }],
    ['which is no payment', { invoices: [INVOICE, { ...INVOICE, apiRef: 'q-1' }] }],
    ['neither as paid nor for review', { payments: [unpaid], history: [], seen: [] }],
    ['paid 2 times', { invoices: [INVOICE, { ...INVOICE, invoiceId: 'BBBBBBB' }] }],
    ['without a cause', { payments: [{ ...PAYMENT, reviewReason: 'double_payment' }] }],
    ['not shown so', { payments: [{ ...PAYMENT, reviewReason: 'double_payment' }] }],
    ['began 2 times', { history: [COMPLETED, COMPLETED] }],
    ['is no more', { payments: [unpaid], invoices: [], seen: [] }],
    ['instead of 2 hours', { payments: [{ ...PAYMENT, durationHours: 2 }] }],
    ['once said to last', { seen: [{ paymentId: 'p', completedAt: '', expiry: '' }] }],
    ['once said to last', { payments: [], attempts: [], history: [], invoices: [] }],
    ['never ended', { payments: [{ ...unpaid, status: 'pending' }], invoices: [], history: [] }],
    ['is due and waits', { jobs: [{ ...job, isDue: true }] }],
    ['is still running', { jobs: [{ ...job, isLocked: true }] }],
    ['was given up', { jobs: [{ ...job, isGivenUp: true }] }],
    ['answered 500', { surprises: ['a request was answered 500'] }],
  ])('reports "%s" for such books', (words, changes) => {
    expect(differences(changes).join('\n')).toContain(words);
  });

  it('finds money that was taken twice, also when only one taking is for review', () => {
    const second: LedgerInvoice = { ...INVOICE, invoiceId: 'BBBBBBB' };
    const third: LedgerInvoice = { ...INVOICE, invoiceId: 'CCCCCCC' };
    const found = differences({
      invoices: [INVOICE, second, third],
      payments: [{ ...PAYMENT, reviewReason: 'double_payment' }],
      reviewsShown: new Set(['p']),
      history: [COMPLETED, { ...contradicted, invoiceId: 'BBBBBBB' }],
    });
    expect(found).toEqual([expect.stringContaining('invoice CCCCCCC')]);
  });

  describe('of tills', () => {
    const byHand: LedgerInvoice = {
      ...INVOICE,
      ...{ provider: 'kopokopo', invoiceId: 'T', apiRef: '', receipt: 'TDL4MADEUP' },
    };
    const row = { receipt: 'TDL4MADEUP', state: 'unmatched', amount: '50.00', paymentId: null };
    const counted = { ...row, state: 'counted', paymentId: 'p' };
    const matched: Partial<Books> = {
      invoices: [byHand],
      payments: [{ ...PAYMENT, paidInvoiceId: null }],
      receipts: [counted],
    };

    it('finds nothing where each receipt is counted once, or is unmatched', () => {
      expect(differences(matched)).toEqual([]);
      expect(differences({ invoices: [INVOICE, byHand], receipts: [row] })).toEqual([]);
    });

    it.each<[string, Partial<Books>]>([
      ['is there 0 times', { invoices: [INVOICE, byHand] }],
      ['is there 2 times', { ...matched, receipts: [counted, counted] }],
      ['the receipts are of 100', { ...matched, receipts: [counted, counted] }],
      ['is of 20.00 instead', { ...matched, receipts: [{ ...counted, amount: '20.00' }] }],
      ['is of no till', { receipts: [row] }],
      ['which does not show it', { ...matched, payments: [unpaid], history: [], seen: [] }],
      ['completed without money', { ...matched, receipts: [row] }],
      ['paid 2 times', { invoices: [INVOICE, byHand], receipts: [counted] }],
    ])('reports "%s" for such books', (words, changes) => {
      expect(differences(changes).join('\n')).toContain(words);
    });
  });

  it('finds successes from another source than the one under test', () => {
    const found = audit(GOOD, { ...RULES, onlySource: 'reconciliation' });
    expect(found).toEqual([expect.stringContaining('completed by webhook')]);
  });

  it('lets payments stay open where nobody ends them', () => {
    const open = { ...unpaid, status: 'processing' };
    const books = { ...GOOD, payments: [open], invoices: [], history: [], seen: [] };
    expect(audit(books, { ...RULES, everythingEnds: false, onlySource: 'webhook' })).toEqual([]);
  });
});
