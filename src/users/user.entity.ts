import { Check, Column, Entity, Index } from 'typeorm';
import { CreatedAt, IdentityId, UpdatedAt } from '../database/columns.js';

/** An operator: someone who sells WiFi through this server. The API calls operators users. */
@Entity('users')
// Unique on lower(username), which TypeORM cannot express: names that differ only in case are a trap.
// What lower() does not fold in every locale is folded before it is stored (username.ts).
@Index('users_username_key', { synchronize: false })
// On lower(email), for password resets.
@Index('users_email_idx', { synchronize: false })
// On the name of an imported hash's format, which TypeORM cannot express.
@Index('users_imported_format_idx', { synchronize: false })
@Check('users_username_check', `username <> ''`)
export class UserEntity {
  @IdentityId('users')
  id!: number;

  @Column({ type: 'text' })
  username!: string;

  @Column({ type: 'text' })
  email!: string;

  @Column({ name: 'password_hash', type: 'text' })
  passwordHash!: string;

  @Column({ name: 'is_active', type: 'boolean', default: true })
  isActive!: boolean;

  @Column({ type: 'text', default: '' })
  bio!: string;

  @Column({ type: 'text', default: '' })
  website!: string;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
