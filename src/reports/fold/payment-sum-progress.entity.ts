import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { OptionalTimestamp } from '../../database/columns.js';

/** How far payments were folded into sums: the one row of its table. */
@Entity('payment_sum_progress')
@Check('payment_sum_progress_id_check', 'id = 1')
export class PaymentSumProgressEntity {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'payment_sum_progress_pkey' })
  id!: number;

  /** Everything from here on, until `foldedUntil`, was folded. It moves back in time. */
  @Column({ name: 'folded_from', type: 'timestamptz', precision: 3 })
  foldedFrom!: Date;

  /** The end of an hour. */
  @Column({ name: 'folded_until', type: 'timestamptz', precision: 3 })
  foldedUntil!: Date;

  /**
   * A transaction that began at that time. Once all earlier ones have ended, every payment that was
   * written before is visible.
   */
  @OptionalTimestamp('barrier_at')
  barrierAt!: Date | null;

  @Column({ name: 'barrier_xid', type: 'text', nullable: true })
  barrierXid!: string | null;
}
