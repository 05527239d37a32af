import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedAt, Timestamp } from '../database/columns.js';
import { UserEntity } from './user.entity.js';

/** A password reset token, stored as SHA-256. It is deleted when it is used. */
@Entity('password_resets')
@Index('password_resets_user_id_idx', ['userId'])
@Index('password_resets_expires_at_idx', ['expiresAt'])
@Check('password_resets_token_hash_check', `token_hash ~ '^[0-9a-f]{64}$'`)
export class PasswordResetEntity {
  @PrimaryColumn({
    name: 'token_hash',
    type: 'text',
    primaryKeyConstraintName: 'password_resets_pkey',
  })
  tokenHash!: string;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'password_resets_user_id_fkey', onDelete: 'CASCADE' })
  userId!: number;

  @CreatedAt()
  createdAt!: Date;

  @Timestamp('expires_at')
  expiresAt!: Date;
}
