import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedAt, MinorUnits, OptionalTimestamp, UpdatedAt } from '../database/columns.js';
import { PackageEntity } from '../packages/package.entity.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { RouterEntity } from '../routers/router.entity.js';
import { UserEntity } from '../users/user.entity.js';
import { type PaymentMethod, type PaymentStatus, type ReviewReason } from './domain/index.js';

/**
 * A sale: what was sold (copied from the package, so that later changes of the package do not
 * affect it), to whom, and its status. What was sent to the provider is stored in the attempts.
 */
@Entity('payments')
@Index('payments_list_idx', ['userId', 'createdAt', 'id'])
@Index('payments_status_list_idx', ['userId', 'status', 'createdAt', 'id'])
@Index('payments_router_list_idx', ['userId', 'routerId', 'createdAt', 'id'])
@Index('payments_package_list_idx', ['userId', 'packageId', 'createdAt', 'id'])
@Index('payments_phone_list_idx', ['userId', 'phoneE164', 'createdAt', 'id'])
@Index('payments_mpesa_reference_list_idx', ['userId', 'receipt', 'createdAt', 'id'], {
  where: 'mpesa_reference IS NOT NULL',
})
@Index('payments_mac_list_idx', ['userId', 'macAddress', 'createdAt', 'id'], {
  where: `mac_address <> ''`,
})
@Index('payments_method_list_idx', ['userId', 'paymentMethod', 'createdAt', 'id'])
@Index('payments_provider_list_idx', ['userId', 'paymentProvider', 'createdAt', 'id'])
@Index('payments_review_list_idx', ['userId', 'createdAt', 'id'], {
  where: 'review_reason IS NOT NULL',
})
@Index('payments_completed_idx', ['userId', 'completedAt'], {
  where: 'completed_at IS NOT NULL',
})
@Index('payments_unexpired_idx', ['packageExpiryTime'], { where: `status = 'completed'` })
@Index('payments_open_idx', ['createdAt'], { where: `status IN ('pending', 'processing')` })
@ForeignKey(() => RouterEntity, ['userId', 'routerId'], ['userId', 'id'], {
  name: 'payments_user_id_router_id_fkey',
})
@ForeignKey(() => PackageEntity, ['userId', 'packageId'], ['userId', 'id'], {
  name: 'payments_user_id_package_id_fkey',
})
@Check('payments_status_check', `status IN ('pending', 'processing', 'completed', 'failed')`)
@Check('payments_payment_method_check', `payment_method IN ('mpesa', 'card', 'bank')`)
@Check('payments_amount_minor_check', 'amount_minor > 0')
@Check(
  'payments_fee_check',
  '(fee_minor IS NULL) = (net_minor IS NULL) AND fee_minor >= 0 AND net_minor >= 0',
)
@Check(
  'payments_completed_check',
  `(status = 'completed') = (completed_at IS NOT NULL) AND (completed_at IS NULL) = (package_expiry_time IS NULL)`,
)
@Check(
  'payments_review_reason_check',
  `review_reason IN ('amount_mismatch', 'currency_mismatch', 'double_payment', 'failed_after_complete', 'cannot_verify', 'reversed')`,
)
export class PaymentEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'payments_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'payments_user_id_fkey' })
  userId!: number;

  @Column({ name: 'router_id', type: 'integer' })
  routerId!: number;

  @Column({ name: 'package_id', type: 'integer' })
  packageId!: number;

  /** The number as the customer typed it. */
  @Column({ name: 'phone_number', type: 'text' })
  phoneNumber!: string;

  /** The same number as `+254712345678`. */
  @Column({ name: 'phone_e164', type: 'text' })
  phoneE164!: string;

  /** The requested amount in minor units. */
  @MinorUnits('amount_minor')
  amountMinor!: number;

  @Column({ type: 'text' })
  currency!: string;

  @Column({ name: 'payment_method', type: 'text' })
  paymentMethod!: PaymentMethod;

  @Column({ name: 'payment_provider', type: 'text' })
  paymentProvider!: ProviderCode;

  @Column({ type: 'text', default: 'pending' })
  status!: PaymentStatus;

  @Column({ name: 'mac_address', type: 'text', default: '' })
  macAddress!: string;

  @Column({ name: 'ip_address', type: 'text', default: '' })
  ipAddress!: string;

  @Column({ name: 'package_name', type: 'text' })
  packageName!: string;

  @Column({ name: 'duration_hours', type: 'integer' })
  durationHours!: number;

  @Column({ name: 'download_speed_mbps', type: 'integer' })
  downloadSpeedMbps!: number;

  @Column({ name: 'upload_speed_mbps', type: 'integer' })
  uploadSpeedMbps!: number;

  /** Null in payments of servers that did not copy it yet: `dataCapMb` says nothing then. */
  @Column({ name: 'device_limit', type: 'integer', nullable: true })
  deviceLimit!: number | null;

  /** In units of 1,000,000 bytes; null: no cap. */
  @Column({ name: 'data_cap_mb', type: 'integer', nullable: true })
  dataCapMb!: number | null;

  @Column({ name: 'error_message', type: 'text', default: '' })
  errorMessage!: string;

  @Column({ name: 'review_reason', type: 'text', nullable: true })
  reviewReason!: ReviewReason | null;

  /** The contradictions so far, such as `paid INV2`. None of them opens another review. */
  @Column({ type: 'text', array: true, default: () => "'{}'" })
  contradictions!: string[];

  /** The number of retries; attempts = retries + 1. */
  @Column({ name: 'retry_count', type: 'integer', default: 0 })
  retryCount!: number;

  /** SHA-256 of the access claim in the first answer of the sale, in hex; null without one. */
  @Column({ name: 'access_claim_hash', type: 'text', nullable: true })
  accessClaimHash!: string | null;

  /**
   * SHA-256 of the access claim that came with the request: the one of an earlier sale, whose access
   * this one continues. Null without one.
   */
  @Column({ name: 'earlier_claim_hash', type: 'text', nullable: true })
  earlierClaimHash!: string | null;

  /** The M-Pesa receipt of the money that completed it. */
  @Column({ name: 'mpesa_reference', type: 'text', nullable: true })
  receipt!: string | null;

  /** The provider's invoice that completed it. */
  @Column({ name: 'paid_invoice_id', type: 'text', nullable: true })
  paidInvoiceId!: string | null;

  /**
   * The provider's fee for that money in minor units, and what the seller receives; null as long as
   * the provider has not told. Their sum may differ from the amount by a rounding.
   */
  @Column({ name: 'fee_minor', type: 'bigint', nullable: true })
  feeMinor!: string | null;

  @Column({ name: 'net_minor', type: 'bigint', nullable: true })
  netMinor!: string | null;

  @OptionalTimestamp('completed_at')
  completedAt!: Date | null;

  @OptionalTimestamp('package_expiry_time')
  packageExpiryTime!: Date | null;

  /** When the provider was last asked about it. It limits the questions of all server processes. */
  @OptionalTimestamp('status_asked_at')
  statusAskedAt!: Date | null;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
