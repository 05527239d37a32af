import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A counter of requests. The limiter's SQL requires these columns in this order. */
@Entity('rate_limits')
@Index('rate_limits_expire_idx', ['expire'])
export class RateLimitEntity {
  @PrimaryColumn({ type: 'varchar', length: 255, primaryKeyConstraintName: 'rate_limits_pkey' })
  key!: string;

  @Column({ type: 'integer', default: 0 })
  points!: number;

  /** The end of the window, in milliseconds since 1970. */
  @Column({ type: 'bigint', nullable: true })
  expire!: string | null;
}
