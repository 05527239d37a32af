import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { BigIdentityId, CreatedAt, OptionalTimestamp, Timestamp } from '../database/columns.js';
import { SessionEntity } from './session.entity.js';

/** A refresh token of a login, stored as SHA-256. Each can be used once. */
@Entity('refresh_tokens')
@Index('refresh_tokens_token_hash_key', ['tokenHash'], { unique: true })
@Index('refresh_tokens_session_id_idx', ['sessionId'])
@Index('refresh_tokens_current_idx', ['sessionId'], { where: 'used_at IS NULL' })
@Index('refresh_tokens_expires_at_idx', ['expiresAt'])
export class RefreshTokenEntity {
  @BigIdentityId('refresh_tokens')
  id!: string;

  @Column({ name: 'session_id', type: 'uuid' })
  @ForeignKey(() => SessionEntity, { name: 'refresh_tokens_session_id_fkey', onDelete: 'CASCADE' })
  sessionId!: string;

  @Column({ name: 'token_hash', type: 'text' })
  tokenHash!: string;

  @CreatedAt()
  createdAt!: Date;

  @Timestamp('expires_at')
  expiresAt!: Date;

  @OptionalTimestamp('used_at')
  usedAt!: Date | null;
}
