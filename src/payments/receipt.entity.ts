import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { BigIdentityId, CreatedAt, OptionalTimestamp, UpdatedAt } from '../database/columns.js';
import { CredentialEntity } from '../credentials/credential.entity.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';
import { UserEntity } from '../users/user.entity.js';
import { PaymentEntity } from './payment.entity.js';

/** The unique index by which the money of a receipt is counted once. */
export const RECEIPT_KEY = 'receipts_user_id_provider_receipt_key';

/**
 * - `waiting`: came without a known payment, and waits for the result of its own prompt
 * - `unmatched`: no payment was found for it
 * - `counted`: it is money of a payment
 * - `reversed`: the mobile money company took it back, whether it was counted or not
 */
export const RECEIPT_STATES = ['waiting', 'unmatched', 'counted', 'reversed'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

/**
 * A receipt of the mobile money company at a provider whose tills report money by themselves. There
 * is one row for each, whether it came by a prompt, by itself or both, so that its money is counted
 * for one payment at most. A trigger gives each receipt of a payment or an attempt its row.
 */
@Entity('receipts')
@Index(RECEIPT_KEY, ['userId', 'provider', 'receipt'], { unique: true })
@Index('receipts_list_idx', ['userId', 'createdAt', 'id'])
@Index('receipts_state_list_idx', ['userId', 'state', 'createdAt', 'id'])
@Index('receipts_payer_list_idx', ['userId', 'phoneE164', 'createdAt', 'id'], {
  where: 'phone_e164 IS NOT NULL',
})
@Index('receipts_payment_id_idx', ['paymentId'], { where: 'payment_id IS NOT NULL' })
@Index('receipts_waiting_idx', ['receivedAt'], { where: `state = 'waiting'` })
@Index('receipts_unmatched_idx', ['receivedAt'], { where: `state = 'unmatched'` })
@Index('receipts_reversed_idx', ['reversedAt'], {
  where: 'payment_id IS NOT NULL AND reversed_at IS NOT NULL AND reversal_settled_at IS NULL',
})
@Check('receipts_state_check', `state IN ('waiting', 'unmatched', 'counted', 'reversed')`)
@Check('receipts_counted_check', `state <> 'counted' OR payment_id IS NOT NULL`)
@Check(
  'receipts_open_check',
  `state NOT IN ('waiting', 'unmatched') OR payment_id IS NULL AND received_at IS NOT NULL`,
)
export class ReceiptEntity {
  @BigIdentityId('receipts')
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'receipts_user_id_fkey' })
  userId!: number;

  @Column({ type: 'text' })
  provider!: ProviderCode;

  /** In capitals. */
  @Column({ type: 'text' })
  receipt!: string;

  @Column({ type: 'text' })
  state!: ReceiptState;

  /** The payment whose money it is. It never changes. */
  @Column({ name: 'payment_id', type: 'uuid', nullable: true })
  @ForeignKey(() => PaymentEntity, { name: 'receipts_payment_id_fkey', onDelete: 'CASCADE' })
  paymentId!: string | null;

  /** When a customer or an operator had a payment made for it. */
  @OptionalTimestamp('claimed_at')
  claimedAt!: Date | null;

  /** The account whose till reported it; null with all that follows when only a prompt told of it. */
  @Column({ name: 'credential_id', type: 'integer', nullable: true })
  @ForeignKey(() => CredentialEntity, { name: 'receipts_credential_id_fkey' })
  credentialId!: number | null;

  @Column({ name: 'credential_version', type: 'integer', nullable: true })
  credentialVersion!: number | null;

  @Column({ type: 'text', nullable: true })
  environment!: ProviderEnvironment | null;

  @Column({ type: 'text', nullable: true })
  till!: string | null;

  /** In minor units; null when it could not be read. */
  @Column({ name: 'amount_minor', type: 'bigint', nullable: true })
  amountMinor!: string | null;

  @Column({ type: 'text', nullable: true })
  currency!: string | null;

  /** The phone that paid; null when the provider hides it. */
  @Column({ name: 'phone_e164', type: 'text', nullable: true })
  phoneE164!: string | null;

  /** When it was paid, by the provider's clock. */
  @OptionalTimestamp('paid_at')
  paidAt!: Date | null;

  /** When the till reported it. */
  @OptionalTimestamp('received_at')
  receivedAt!: Date | null;

  @OptionalTimestamp('reversed_at')
  reversedAt!: Date | null;

  /** When its payment was told of the reversal. */
  @OptionalTimestamp('reversal_settled_at')
  reversalSettledAt!: Date | null;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
