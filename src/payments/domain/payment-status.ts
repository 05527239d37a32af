/** How far a payment has got. */
export const PAYMENT_STATUSES = ['pending', 'processing', 'completed', 'failed'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** How people call them. */
export const STATUS_NAMES: Readonly<Record<PaymentStatus, string>> = {
  pending: 'Pending',
  processing: 'Processing',
  completed: 'Completed',
  failed: 'Failed',
};

/**
 * Where a payment may go from each status. `failed` may still become `completed`: a late success
 * counts, because the customer's money is gone. It may be prompted again, which reopens it.
 * Nothing leaves `completed`.
 */
const MOVES: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  pending: ['processing', 'completed', 'failed'],
  processing: ['completed', 'failed'],
  completed: [],
  failed: ['completed', 'pending'],
};

/** Whether the state machine allows the step. Staying is no step. */
export const mayMove = (from: PaymentStatus, to: PaymentStatus): boolean =>
  MOVES[from].includes(to);

/** Whether the customer is still being waited for. */
export function isOpen(status: PaymentStatus): boolean {
  switch (status) {
    case 'pending':
    case 'processing':
      return true;
    case 'completed':
    case 'failed':
      return false;
  }
}
