import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { CreatedAt, IdentityId, OptionalTimestamp } from '../database/columns.js';
import { UserEntity } from '../users/user.entity.js';

/**
 * A pair of API keys. Captive portals send the public key, which identifies the operator. Of the
 * private key only the SHA-256 is stored. `retiresAt` is null for the current pair. A replaced pair's
 * public key works until `retiresAt`.
 */
@Entity('api_keys')
@Index('api_keys_public_key_key', ['publicKey'], { unique: true })
@Index('api_keys_current_key', ['userId'], { unique: true, where: 'retires_at IS NULL' })
@Check('api_keys_public_key_check', `public_key ~ '^[0-9a-f]{32}$'`)
@Check('api_keys_private_key_hash_check', `private_key_hash ~ '^[0-9a-f]{64}$'`)
export class ApiKeyEntity {
  @IdentityId('api_keys')
  id!: number;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'api_keys_user_id_fkey', onDelete: 'CASCADE' })
  userId!: number;

  @Column({ name: 'public_key', type: 'text' })
  publicKey!: string;

  @Column({ name: 'private_key_hash', type: 'text' })
  privateKeyHash!: string;

  @CreatedAt()
  createdAt!: Date;

  @OptionalTimestamp('retires_at')
  retiresAt!: Date | null;
}
