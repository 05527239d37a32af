import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { UserEntity } from '../../users/user.entity.js';

const KEY = 'payment_sums_pkey';

/**
 * Counts and sums of an operator's payments in a unit of time. Sales are in the unit in which they
 * were completed, everything else in the one in which it was started. A unit without payments has no
 * row.
 */
@Entity('payment_sums')
@Check(
  'payment_sums_dimension_check',
  `dimension IN ('all', 'router', 'package', 'provider', 'source')`,
)
export class PaymentSumsEntity {
  @PrimaryColumn({ name: 'user_id', type: 'integer', primaryKeyConstraintName: KEY })
  @ForeignKey(() => UserEntity, { name: 'payment_sums_user_id_fkey' })
  userId!: number;

  /** What the payments are grouped by; `all` is by time alone. Each has its own unit of time. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: KEY })
  dimension!: string;

  @PrimaryColumn({
    ...{ name: 'starts_at', type: 'timestamptz', precision: 3 },
    primaryKeyConstraintName: KEY,
  })
  startsAt!: Date;

  /** What the payments have in common, such as the id of a router; empty for `all`. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: KEY })
  key!: string;

  @Column({ type: 'integer' })
  sales!: number;

  @Column({ name: 'gross_minor', type: 'bigint' })
  grossMinor!: string;

  @Column({ name: 'fees_known', type: 'integer' })
  feesKnown!: number;

  @Column({ name: 'fees_minor', type: 'bigint' })
  feesMinor!: string;

  @Column({ name: 'net_minor', type: 'bigint' })
  netMinor!: string;

  @Column({ type: 'integer' })
  started!: number;

  @Column({ type: 'integer' })
  failed!: number;
}
