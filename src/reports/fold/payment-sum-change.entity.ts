import { Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

const KEY = 'payment_sum_changes_pkey';

/**
 * A payment changed after the hour in which it was made or completed. As long as this row is there,
 * reports read that unit of time from the payments. A trigger of payments writes it, and the job that
 * folds the unit again deletes it.
 */
@Entity('payment_sum_changes')
export class PaymentSumChangeEntity {
  @PrimaryColumn({ name: 'user_id', type: 'integer', primaryKeyConstraintName: KEY })
  userId!: number;

  /** When the payment was made or completed. */
  @PrimaryColumn({ type: 'timestamptz', precision: 3, primaryKeyConstraintName: KEY })
  at!: Date;

  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: KEY,
  })
  id!: string;
}
