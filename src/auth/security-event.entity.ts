import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { BigIdentityId, CreatedAt } from '../database/columns.js';
import { UserEntity } from '../users/user.entity.js';

/** What happened to the security of an operator. Written once, never edited, and never a secret. */
@Entity('security_events')
@Index('security_events_user_id_idx', ['userId', 'createdAt', 'id'])
@Index('security_events_user_id_kind_idx', ['userId', 'kind', 'createdAt', 'id'])
@Check('security_events_subject_check', '(subject_type IS NULL) = (subject_id IS NULL)')
export class SecurityEventEntity {
  @BigIdentityId('security_events')
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'security_events_user_id_fkey', onDelete: 'CASCADE' })
  userId!: number;

  /** A name of `security-events.ts`; rows of earlier versions may have others. */
  @Column({ type: 'text' })
  kind!: string;

  @CreatedAt()
  createdAt!: Date;

  @Column({ type: 'text', nullable: true })
  ip!: string | null;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  userAgent!: string | null;

  /** What it is about: a payment, a router, and so on. */
  @Column({ name: 'subject_type', type: 'text', nullable: true })
  subjectType!: string | null;

  @Column({ name: 'subject_id', type: 'text', nullable: true })
  subjectId!: string | null;

  /** The details of the log line that its sentence mentions. */
  @Column({ type: 'jsonb', default: {} })
  details!: Readonly<Record<string, unknown>>;
}
