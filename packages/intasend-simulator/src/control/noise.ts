/** Events of other kinds that IntaSend sends to the same URL. A receiver must ignore them. */
export const NOISE_KINDS = ['send_money', 'chargeback'] as const;
export type NoiseKind = (typeof NOISE_KINDS)[number];

/** An invented event of each kind, about nothing in the simulator. */
export const NOISE: Readonly<Record<NoiseKind, Readonly<Record<string, unknown>>>> = {
  send_money: {
    file_id: 'KZQM8R2',
    tracking_id: '2f1c6a0e-8d5b-4a53-9b0e-1f5a7c3d9e21',
    batch_reference: null,
    status: 'Completed',
    status_code: 'BC100',
    transactions: [
      {
        transaction_id: 'R4NDX8P',
        status: 'Successful',
        status_code: 'TS100',
        request_reference_id: '6b0f5a3e-33c5-4f2d-9a44-7be2f1f0c1aa',
        provider: 'MPESA-B2C',
        name: 'Jane Doe',
        account: '254708374149',
        amount: '100.00',
        charge: '10.00',
      },
    ],
    charge_estimate: '10.00',
    actual_charges: '10.00',
    paid_amount: '100.00',
    failed_amount: '0.00',
    created_at: '2025-04-26T16:00:18.310850+03:00',
    updated_at: '2025-04-26T16:00:48.318955+03:00',
  },
  chargeback: {
    chargeback_id: 'ZQ4M7XK',
    session_id: '0d9f5b9e-5c0d-4d9f-8f63-2f6c2f7a9b11',
    transaction: { transaction_id: 'M8K2PLD', trans_type: 'SALE', status: 'CHARGEBACK-PENDING' },
    amount: '100.00',
    reason: 'Duplicate payment',
    status: 'PENDING',
    resolution: null,
    staff_created: false,
    created_at: '2025-04-26T16:00:18.310850+03:00',
    updated_at: '2025-04-26T16:00:18.318955+03:00',
  },
};
