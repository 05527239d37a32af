import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Timestamp } from '../../database/columns.js';

/**
 * How far the metrics of access have been counted. Logins happen in SQL; a job counts what is new and
 * moves this on in the same transaction, so that nothing is counted twice.
 */
@Entity('access_counts')
export class AccessCountEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'access_counts_pkey' })
  name!: string;

  @Timestamp('counted_until')
  countedUntil!: Date;

  /** Rejected logins that were counted, by hour and reason, of the hours that may still grow. */
  @Column({ type: 'jsonb', default: {} })
  rejects!: Record<string, number>;
}
