/** The payment methods of customers. */
export const PAYMENT_METHODS = ['mpesa', 'card', 'bank'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** The display names of the methods. */
export const METHOD_NAMES: Readonly<Record<PaymentMethod, string>> = {
  mpesa: 'M-Pesa',
  card: 'Card',
  bank: 'Bank',
};
