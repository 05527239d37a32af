import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { CreatedAt, IdentityId, OptionalTimestamp, UpdatedAt } from '../database/columns.js';
import { UserEntity } from '../users/user.entity.js';

/** A MikroTik router of an operator. It is archived instead of deleted when it has payments. */
@Entity('routers')
@Index('routers_list_idx', ['userId', 'createdAt', 'id'], { where: 'archived_at IS NULL' })
@Index('routers_user_id_id_key', ['userId', 'id'], { unique: true })
@Check('routers_port_check', `port BETWEEN 1 AND 65535`)
export class RouterEntity {
  @IdentityId('routers')
  id!: number;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'routers_user_id_fkey' })
  userId!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  host!: string;

  @Column({ type: 'integer', default: 80 })
  port!: number;

  @Column({ type: 'text' })
  username!: string;

  @Column({ name: 'password_sealed', type: 'text' })
  passwordSealed!: string;

  @Column({ name: 'use_https', type: 'boolean', default: false })
  useHttps!: boolean;

  /** When false, any certificate is accepted: those of MikroTik are self-signed. */
  @Column({ name: 'verify_certificate', type: 'boolean', default: true })
  verifyCertificate!: boolean;

  @Column({ name: 'is_online', type: 'boolean', default: false })
  isOnline!: boolean;

  @OptionalTimestamp('last_checked')
  lastChecked!: Date | null;

  @OptionalTimestamp('archived_at')
  archivedAt!: Date | null;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
