import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedAt, OptionalTimestamp, UpdatedAt } from '../database/columns.js';
import { CredentialEntity } from '../credentials/credential.entity.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';
import { type AttemptChannel, type AttemptDelivery } from './domain/index.js';
import { PaymentEntity } from './payment.entity.js';

/** The unique index by which an invoice belongs to one attempt of an operator. */
export const INVOICE_KEY = 'payment_attempts_operator_invoice_key';

/**
 * An attempt to collect the money of a payment: a prompt on the phone or a payment link. The
 * provider echoes its reference, which is committed before the provider is called.
 */
@Entity('payment_attempts')
@Index('payment_attempts_reference_key', ['reference'], { unique: true })
@Index(INVOICE_KEY, ['provider', 'environment', 'invoiceId', 'userId'], {
  unique: true,
  where: 'invoice_id IS NOT NULL',
})
@Check('payment_attempts_channel_check', `channel IN ('prompt', 'link')`)
@Check(
  'payment_attempts_delivery_check',
  `delivery IN ('unsent', 'sending', 'accepted', 'refused', 'not_sent', 'unknown')`,
)
export class PaymentAttemptEntity {
  @PrimaryColumn({
    name: 'payment_id',
    type: 'uuid',
    primaryKeyConstraintName: 'payment_attempts_pkey',
  })
  @ForeignKey(() => PaymentEntity, {
    name: 'payment_attempts_payment_id_fkey',
    onDelete: 'CASCADE',
  })
  paymentId!: string;

  /** 1 for the first attempt. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'payment_attempts_pkey' })
  number!: number;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ type: 'text' })
  reference!: string;

  @Column({ type: 'text' })
  channel!: AttemptChannel;

  @Column({ type: 'text' })
  provider!: ProviderCode;

  @Column({ type: 'text' })
  environment!: ProviderEnvironment;

  /** The credentials of the attempt; empty for imported payments. */
  @Column({ name: 'credential_id', type: 'integer', nullable: true })
  @ForeignKey(() => CredentialEntity, { name: 'payment_attempts_credential_id_fkey' })
  credentialId!: number | null;

  /** The version of those credentials, which may be replaced while the attempt is open. */
  @Column({ name: 'credential_version', type: 'integer', default: 1 })
  credentialVersion!: number;

  /** How the call to the provider ended, which is not how the payment ends. */
  @Column({ type: 'text', default: 'sending' })
  delivery!: AttemptDelivery;

  /** The provider's id of the payment session, or of the hosted checkout. */
  @Column({ name: 'provider_payment_id', type: 'text', nullable: true })
  providerPaymentId!: string | null;

  @Column({ name: 'invoice_id', type: 'text', nullable: true })
  invoiceId!: string | null;

  @Column({ name: 'payment_url', type: 'text', nullable: true })
  paymentUrl!: string | null;

  /** Allows its holder to look up the checkout; sealed. */
  @Column({ name: 'link_signature_sealed', type: 'text', nullable: true })
  linkSignatureSealed!: string | null;

  /** The provider's own state, as sent. */
  @Column({ name: 'provider_state', type: 'text', default: '' })
  providerState!: string;

  @Column({ name: 'mpesa_reference', type: 'text', nullable: true })
  receipt!: string | null;

  @Column({ name: 'failed_reason', type: 'text', nullable: true })
  failedReason!: string | null;

  @Column({ name: 'failed_code', type: 'text', nullable: true })
  failedCode!: string | null;

  /** The provider's time of the newest report that was applied. Older reports are stale. */
  @OptionalTimestamp('reported_at')
  reportedAt!: Date | null;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
