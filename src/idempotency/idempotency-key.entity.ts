import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { PaymentEntity } from '../payments/payment.entity.js';
import { UserEntity } from '../users/user.entity.js';

const KEY = { primaryKeyConstraintName: 'idempotency_keys_pkey' } as const;
const TIME = { type: 'timestamptz', precision: 3 } as const;

/**
 * A request with an idempotency key. Without an answer it is running, or was interrupted when its
 * lease has expired.
 */
@Entity('idempotency_keys')
@Index('idempotency_keys_expires_at_idx', ['expiresAt'])
export class IdempotencyKeyEntity {
  @PrimaryColumn({ name: 'user_id', type: 'integer', ...KEY })
  @ForeignKey(() => UserEntity, { name: 'idempotency_keys_user_id_fkey', onDelete: 'CASCADE' })
  userId!: number;

  /** SHA-256 of the key, in hex, because a key may contain personal data. */
  @PrimaryColumn({ name: 'key_hash', type: 'text', ...KEY })
  keyHash!: string;

  /** Digest of the request. Different requests must not share a key. */
  @Column({ type: 'text' })
  fingerprint!: string;

  /** The execution that holds the key. One that has lost it cannot commit. */
  @Column({ type: 'uuid' })
  owner!: string;

  @Column({ name: 'leased_until', ...TIME })
  leasedUntil!: Date;

  /** The payment that the execution committed, written in the same transaction. */
  @Column({ name: 'payment_id', type: 'uuid', nullable: true })
  @ForeignKey(() => PaymentEntity, {
    name: 'idempotency_keys_payment_id_fkey',
    onDelete: 'CASCADE',
  })
  paymentId!: string | null;

  /** Status, headers and body without its secrets, to be replayed. */
  @Column({ type: 'json', nullable: true })
  answer!: object | null;

  /** The secrets of the body, as sealed JSON. */
  @Column({ name: 'answer_secrets_sealed', type: 'text', nullable: true })
  answerSecretsSealed!: string | null;

  @Column({ name: 'expires_at', ...TIME })
  expiresAt!: Date;
}
