import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { BigIdentityId, OptionalTimestamp, Timestamp } from '../../database/columns.js';
import { RouterEntity } from '../../routers/router.entity.js';

export const REJECT_REASONS = [
  'unknown',
  'not_started',
  'expired',
  'revoked',
  'devices',
  'cap',
  'router',
  'limited',
] as const;
/** Why a login at a router was rejected. */
export type RejectReason = (typeof REJECT_REASONS)[number];

/**
 * A login at a router and its result. An accepted login has its own row. Rejected ones share a row
 * by router, MAC address, reason and hour; after 1,000 such rows of a router in an hour the others
 * share one with the reason `overflow`. Deleted after 30 days.
 */
@Entity('login_attempts')
@Index('login_attempts_reject_key', ['routerId', 'hour', 'macAddress', 'reason'], {
  unique: true,
  where: `outcome = 'reject'`,
})
@Index('login_attempts_router_idx', ['routerId', 'createdAt'])
@Index('login_attempts_mac_address_idx', ['userId', 'macAddress', 'createdAt'])
@Index('login_attempts_chain_idx', ['chainId', 'createdAt'], { where: 'chain_id IS NOT NULL' })
@Check('login_attempts_outcome_check', `outcome IN ('accept', 'reject')`)
@Check(
  'login_attempts_reason_check',
  `reason IN ('unknown', 'not_started', 'expired', 'revoked', 'devices', 'cap', 'router', 'limited', 'overflow')`,
)
@Check(
  'login_attempts_reject_check',
  `(outcome = 'reject') = (reason IS NOT NULL) AND (reason IS NULL) = (hour IS NULL)`,
)
export class LoginAttemptEntity {
  @BigIdentityId('login_attempts')
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'router_id', type: 'integer' })
  @ForeignKey(() => RouterEntity, {
    name: 'login_attempts_router_id_fkey',
    onDelete: 'CASCADE',
  })
  routerId!: number;

  /** The first entitlement of the chain that the login named; null when it named none. */
  @Column({ name: 'chain_id', type: 'uuid', nullable: true })
  chainId!: string | null;

  /** In the form `AA:BB:CC:DD:EE:FF`; empty when the router sent none, and in an overflow row. */
  @Column({ name: 'mac_address', type: 'text' })
  macAddress!: string;

  /** The last user name, cut to 64 characters. Tickets are not recorded: it is `ticket` then. */
  @Column({ type: 'text' })
  username!: string;

  @Column({ type: 'text' })
  outcome!: 'accept' | 'reject';

  @Column({ type: 'text', nullable: true })
  reason!: RejectReason | 'overflow' | null;

  /** The hour of a rejected login. */
  @OptionalTimestamp('hour')
  hour!: Date | null;

  @Column({ type: 'integer', default: 1 })
  count!: number;

  @Timestamp('created_at')
  createdAt!: Date;

  @Timestamp('last_at')
  lastAt!: Date;
}
