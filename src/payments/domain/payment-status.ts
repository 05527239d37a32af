/** The statuses of a payment. */
export const PAYMENT_STATUSES = ['pending', 'processing', 'completed', 'failed'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** The display names of the statuses. */
export const STATUS_NAMES: Readonly<Record<PaymentStatus, string>> = {
  pending: 'Pending',
  processing: 'Processing',
  completed: 'Completed',
  failed: 'Failed',
};

/**
 * The allowed transitions. A `failed` payment may still become `completed`, because a late success
 * means that the customer has paid. A retry reopens it. Nothing leaves `completed`.
 */
const MOVES: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  pending: ['processing', 'completed', 'failed'],
  processing: ['completed', 'failed'],
  completed: [],
  failed: ['completed', 'pending'],
};

/** Whether the state machine allows a transition. Staying in a status is not a transition. */
export const mayMove = (from: PaymentStatus, to: PaymentStatus): boolean =>
  MOVES[from].includes(to);

/** Whether the customer can still pay. */
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
