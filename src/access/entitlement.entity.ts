import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedAt, OptionalTimestamp, UpdatedAt } from '../database/columns.js';
import { PackageEntity } from '../packages/package.entity.js';
import { PaymentEntity } from '../payments/payment.entity.js';
import { RouterEntity } from '../routers/router.entity.js';

export const ENTITLEMENT_SOURCES = ['payment', 'voucher', 'operator'] as const;
/** The origin of an entitlement. */
export type EntitlementSource = (typeof ENTITLEMENT_SOURCES)[number];

/**
 * The access of a customer at a router for a period, as it was sold: later changes of the package
 * do not affect it.
 * Entitlements that follow one another form a chain with one access code. `chainId` is the id of
 * the first; each later one names the one before in `previousId`. Devices, accounting sessions and
 * login tickets belong to the chain. Whoever changes a chain locks the row whose id is `chainId`
 * first.
 */
@Entity('entitlements')
@Index('entitlements_payment_id_key', ['paymentId'], {
  unique: true,
  where: 'payment_id IS NOT NULL',
})
@Index('entitlements_previous_id_key', ['previousId'], {
  unique: true,
  where: 'previous_id IS NOT NULL AND revoked_at IS NULL',
})
@Index('entitlements_access_code_key', ['userId', 'accessCode'], {
  unique: true,
  where: 'previous_id IS NULL',
})
@Index('entitlements_chain_ends_at_idx', ['chainId', 'endsAt'])
@Index('entitlements_list_idx', ['userId', 'createdAt', 'id'])
@Index('entitlements_router_list_idx', ['userId', 'routerId', 'createdAt', 'id'])
@Index('entitlements_package_list_idx', ['userId', 'packageId', 'createdAt', 'id'], {
  where: 'package_id IS NOT NULL',
})
@Index('entitlements_phone_ends_at_idx', ['userId', 'phoneE164', 'endsAt', 'id'])
@Index('entitlements_phone_list_idx', ['userId', 'phoneE164', 'createdAt', 'id'])
@Index('entitlements_source_list_idx', ['userId', 'source', 'createdAt', 'id'], {
  where: `source <> 'payment'`,
})
@Index('entitlements_access_claim_hash_idx', ['accessClaimHash'], {
  where: 'access_claim_hash IS NOT NULL',
})
@Index('entitlements_active_idx', ['userId', 'endsAt'], { where: 'revoked_at IS NULL' })
@Index('entitlements_first_login_at_idx', ['firstLoginAt'], {
  where: 'first_login_at IS NOT NULL',
})
@Index('entitlements_not_online_idx', ['startsAt'], {
  where: 'first_login_at IS NULL AND revoked_at IS NULL',
})
@ForeignKey(() => RouterEntity, ['userId', 'routerId'], ['userId', 'id'], {
  name: 'entitlements_user_id_router_id_fkey',
})
@ForeignKey(() => PackageEntity, ['userId', 'packageId'], ['userId', 'id'], {
  name: 'entitlements_user_id_package_id_fkey',
})
@Check(
  'entitlements_check',
  'is_consistent_entitlement(id, chain_id, previous_id, source, payment_id, access_code, duration_minutes, download_speed_mbps, upload_speed_mbps, device_limit, data_cap_mb, starts_at, ends_at, revoked_at, revoke_reason)',
)
export class EntitlementEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'entitlements_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'router_id', type: 'integer' })
  routerId!: number;

  /** Null when an operator gave explicit minutes instead of a package. */
  @Column({ name: 'package_id', type: 'integer', nullable: true })
  packageId!: number | null;

  @Column({ type: 'text' })
  source!: EntitlementSource;

  /** A payment never has more than one entitlement. */
  @Column({ name: 'payment_id', type: 'uuid', nullable: true })
  @ForeignKey(() => PaymentEntity, { name: 'entitlements_payment_id_fkey' })
  paymentId!: string | null;

  @Column({ name: 'chain_id', type: 'uuid' })
  chainId!: string;

  @Column({ name: 'previous_id', type: 'uuid', nullable: true })
  @ForeignKey(() => EntitlementEntity, { name: 'entitlements_previous_id_fkey' })
  previousId!: string | null;

  /**
   * User name and password at the router. Unique per operator: a collision violates
   * `entitlements_access_code_key`, and another one is drawn.
   */
  @Column({ name: 'access_code', type: 'text' })
  accessCode!: string;

  @Column({ name: 'package_name', type: 'text' })
  packageName!: string;

  /** The sold duration. The period of a voucher is computed from it at the first login. */
  @Column({ name: 'duration_minutes', type: 'integer' })
  durationMinutes!: number;

  @Column({ name: 'download_speed_mbps', type: 'integer' })
  downloadSpeedMbps!: number;

  @Column({ name: 'upload_speed_mbps', type: 'integer' })
  uploadSpeedMbps!: number;

  @Column({ name: 'device_limit', type: 'integer' })
  deviceLimit!: number;

  /** In units of 1,000,000 bytes, both directions together; null: no cap. */
  @Column({ name: 'data_cap_mb', type: 'integer', nullable: true })
  dataCapMb!: number | null;

  /** The customer's number as `+254712345678`; empty when it is not known. */
  @Column({ name: 'phone_e164', type: 'text', default: '' })
  phoneE164!: string;

  /**
   * Whether that phone paid by a prompt. Only then a purchase by the same phone continues the chain:
   * anybody can type a number into a form. A phone that continued the chain by a claim alone is none.
   */
  @Column({ name: 'is_phone_proven', type: 'boolean', default: false })
  isPhoneProven!: boolean;

  /**
   * In the first entitlement of a chain: SHA-256 of the access claim that opens the chain, in hex. A
   * purchase with this claim continues it. Null without a claim.
   */
  @Column({ name: 'access_claim_hash', type: 'text', nullable: true })
  accessClaimHash!: string | null;

  /** Null, as `endsAt`, for a voucher that was not used yet. */
  @OptionalTimestamp('starts_at')
  startsAt!: Date | null;

  @OptionalTimestamp('ends_at')
  endsAt!: Date | null;

  @OptionalTimestamp('revoked_at')
  revokedAt!: Date | null;

  @Column({ name: 'revoke_reason', type: 'text', nullable: true })
  revokeReason!: string | null;

  /**
   * What was used in its time, in octets and at most its cap, when it was revoked. It does not count
   * against the others of the chain. Null without a cap.
   */
  @Column({ name: 'octets_revoked', type: 'bigint', nullable: true })
  octetsRevoked!: string | null;

  /** When a router first accepted a login with it. */
  @OptionalTimestamp('first_login_at')
  firstLoginAt!: Date | null;

  /**
   * When its user was first written at a router with `routeros_api`, with a limit that includes it.
   * Null for other routers.
   */
  @OptionalTimestamp('delivered_at')
  deliveredAt!: Date | null;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
