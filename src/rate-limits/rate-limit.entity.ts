import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A counter of requests. The columns, and their order, are those that the limiter's SQL expects. */
@Entity('rate_limits')
@Index('rate_limits_expire_idx', ['expire'])
export class RateLimitEntity {
  @PrimaryColumn({ type: 'varchar', length: 255, primaryKeyConstraintName: 'rate_limits_pkey' })
  key!: string;

  @Column({ type: 'integer', default: 0 })
  points!: number;

  /** When the count begins anew, in milliseconds since 1970. */
  @Column({ type: 'bigint', nullable: true })
  expire!: string | null;
}
