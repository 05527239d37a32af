import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedAt, OptionalTimestamp } from '../database/columns.js';
import { UserEntity } from '../users/user.entity.js';

/** One login. Access tokens name it, so ending it ends them all at once. */
@Entity('sessions')
@Index('sessions_user_id_idx', ['userId'])
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'sessions_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'sessions_user_id_fkey', onDelete: 'CASCADE' })
  userId!: number;

  @CreatedAt()
  createdAt!: Date;

  @OptionalTimestamp('revoked_at')
  revokedAt!: Date | null;
}
