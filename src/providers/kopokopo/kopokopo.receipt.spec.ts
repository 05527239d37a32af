import { describe, expect, it } from '@jest/globals';
import { readIncomingPayment, readTillTransaction } from './kopokopo.mapper.js';

const resource = {
  reference: 'ojj1mpu40z',
  amount: '100.0',
  currency: 'KES',
  till_number: '112233',
  status: 'Received',
};

describe('a receipt of Kopo Kopo', () => {
  it('is in capitals in each report, so that the same money is found by it', () => {
    const result = {
      data: {
        id: 'a652f86f',
        type: 'incoming_payment',
        attributes: { status: 'Success', event: { resource } },
      },
    };
    const event = { topic: 'buygoods_transaction_received', event: { resource } };
    expect(readIncomingPayment(result)?.receipt).toBe('OJJ1MPU40Z');
    expect(readTillTransaction(event)?.receipt).toBe('OJJ1MPU40Z');
  });
});
