import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { CreatedAt, IdentityId, UpdatedAt } from '../../database/columns.js';
import { RouterEntity } from '../../routers/router.entity.js';
import { UserEntity } from '../../users/user.entity.js';

/**
 * What an operator wants the hosted portal to show: one row for all routers, and one for each router
 * that differs. Fields that are null are taken from the row for all routers, then from the default.
 */
@Entity('portal_settings')
@Index('portal_settings_user_id_key', ['userId'], { unique: true, where: 'router_id IS NULL' })
@Index('portal_settings_user_id_router_id_key', ['userId', 'routerId'], {
  unique: true,
  where: 'router_id IS NOT NULL',
})
@ForeignKey(() => RouterEntity, ['userId', 'routerId'], ['userId', 'id'], {
  name: 'portal_settings_user_id_router_id_fkey',
  onDelete: 'CASCADE',
})
@Check('portal_settings_color_check', `color ~ '^#[0-9a-f]{6}$'`)
@Check(
  'portal_settings_logo_check',
  `logo ~ '^data:image/(png|jpeg);base64,[A-Za-z0-9+/]+=*$' AND length(logo) <= 4200`,
)
export class PortalSettingsEntity {
  @IdentityId('portal_settings')
  id!: number;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'portal_settings_user_id_fkey', onDelete: 'CASCADE' })
  userId!: number;

  /** Null: for all routers. */
  @Column({ name: 'router_id', type: 'integer', nullable: true })
  routerId!: number | null;

  @Column({ type: 'text', nullable: true })
  name!: string | null;

  /** `#rrggbb` in lower case. */
  @Column({ type: 'text', nullable: true })
  color!: string | null;

  /** A data URL of a small PNG or JPEG file, encoded by this server. */
  @Column({ type: 'text', nullable: true })
  logo!: string | null;

  /** In E.164. */
  @Column({ name: 'support_phone', type: 'text', nullable: true })
  supportPhone!: string | null;

  @Column({ name: 'terms_url', type: 'text', nullable: true })
  termsUrl!: string | null;

  @Column({ type: 'text', nullable: true })
  notice!: string | null;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
