import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedAt, OptionalTimestamp } from '../database/columns.js';
import { UserEntity } from '../users/user.entity.js';
import { type ProofKind } from './login-proof.js';
import { type SessionKind } from './session-kind.js';

/** One login. Access tokens refer to it, so ending it revokes them at once. */
@Entity('sessions')
@Index('sessions_user_id_idx', ['userId'])
@Index('sessions_list_idx', ['userId', 'createdAt', 'id'], { where: 'revoked_at IS NULL' })
@Check('sessions_kind_check', `kind IN ('browser', 'api')`)
@Check('sessions_begun_by_check', `begun_by IN ('password', 'api_key')`)
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'sessions_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'sessions_user_id_fkey', onDelete: 'CASCADE' })
  userId!: number;

  /** How the login began. New API keys end the logins of older keys. */
  @Column({ name: 'begun_by', type: 'text', default: 'password' })
  begunBy!: ProofKind;

  /** A browser keeps its refresh token in a cookie, a client of the API keeps both tokens itself. */
  @Column({ type: 'text', default: 'api' })
  kind!: SessionKind;

  @CreatedAt()
  createdAt!: Date;

  /** When the login began or was refreshed last; null for logins from before this was recorded. */
  @OptionalTimestamp('last_used_at')
  lastUsedAt!: Date | null;

  /** Where it was used from at that time, as far as it is known. */
  @Column({ type: 'text', nullable: true })
  ip!: string | null;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  userAgent!: string | null;

  @OptionalTimestamp('revoked_at')
  revokedAt!: Date | null;
}
