import { describe, expect, it } from '@jest/globals';
import { belongsTo } from './belongs-to.js';

const REFERENCE = '0198c5f2-7d4e-7b1a-9c3d-5e6f7a8b9c0d-1';

describe('belongsTo', () => {
  it.each([
    ['echoes the reference', 'INV1', REFERENCE, 'INV1', true],
    ['echoes the reference of an attempt without invoice', null, REFERENCE, 'INV1', true],
    ['echoes the reference under another invoice', 'INV1', REFERENCE, 'INV2', true],
    ['echoes nothing and is the invoice of the attempt', 'INV1', '', 'INV1', true],
    ['echoes nothing and is another invoice', 'INV1', '', 'INV2', false],
    ['echoes nothing while no invoice is known', null, '', 'INV1', false],
    ['echoes another reference', 'INV1', 'order-1', 'INV2', false],
    ['echoes another reference although the invoice is that', 'INV1', 'order-1', 'INV1', false],
    ['echoes the reference of another attempt', 'INV1', REFERENCE.replace(/1$/, '2'), 'I', false],
    ['echoes the reference in another case', 'INV1', REFERENCE.toUpperCase(), 'INV1', false],
    ['echoes the beginning of the reference', 'INV1', REFERENCE.slice(0, -1), 'INV1', false],
  ])('judges an invoice that %s', (_what, known, reference, invoiceId, expected) => {
    const attempt = { reference: REFERENCE, invoiceId: known };
    expect(belongsTo(attempt, { reference, invoiceId })).toBe(expected);
  });
});
