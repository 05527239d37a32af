import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedAt, OptionalTimestamp } from '../database/columns.js';
import { UserEntity } from '../users/user.entity.js';
import { type ProofKind } from './login-proof.js';

/** One login. Access tokens refer to it, so ending it revokes them at once. */
@Entity('sessions')
@Index('sessions_user_id_idx', ['userId'])
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

  @CreatedAt()
  createdAt!: Date;

  @OptionalTimestamp('revoked_at')
  revokedAt!: Date | null;
}
