import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { PaymentEntity } from '../payments/payment.entity.js';
import { UserEntity } from '../users/user.entity.js';

const KEY = { primaryKeyConstraintName: 'idempotency_keys_pkey' } as const;
const TIME = { type: 'timestamptz', precision: 3 } as const;

/**
 * A request that came with an Idempotency-Key. Without an answer it is running, or was cut off:
 * the lease tells which, and the payment, if it got that far, what it did.
 */
@Entity('idempotency_keys')
@Index('idempotency_keys_expires_at_idx', ['expiresAt'])
export class IdempotencyKeyEntity {
  @PrimaryColumn({ name: 'user_id', type: 'integer', ...KEY })
  @ForeignKey(() => UserEntity, { name: 'idempotency_keys_user_id_fkey', onDelete: 'CASCADE' })
  userId!: number;

  /** SHA-256 of the key, in hex: a key is the caller's, and may say more than we should keep. */
  @PrimaryColumn({ name: 'key_hash', type: 'text', ...KEY })
  keyHash!: string;

  /** Tells requests apart that must not share a key. */
  @Column({ type: 'text' })
  fingerprint!: string;

  /** Which run of the request holds the key; one that has lost it can commit nothing. */
  @Column({ type: 'uuid' })
  owner!: string;

  @Column({ name: 'leased_until', ...TIME })
  leasedUntil!: Date;

  /** What the run has committed, written in the same transaction. */
  @Column({ name: 'payment_id', type: 'uuid', nullable: true })
  @ForeignKey(() => PaymentEntity, {
    name: 'idempotency_keys_payment_id_fkey',
    onDelete: 'CASCADE',
  })
  paymentId!: string | null;

  /** Status, headers and body, to be given again. */
  @Column({ type: 'json', nullable: true })
  answer!: object | null;

  @Column({ name: 'expires_at', ...TIME })
  expiresAt!: Date;
}
