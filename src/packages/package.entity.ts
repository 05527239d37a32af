import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import {
  CreatedAt,
  IdentityId,
  MinorUnits,
  OptionalTimestamp,
  UpdatedAt,
} from '../database/columns.js';
import { RouterEntity } from '../routers/router.entity.js';

export const PACKAGE_TYPES = ['hourly', 'monthly'] as const;
export type PackageType = (typeof PACKAGE_TYPES)[number];

/** The most devices that may share a package. */
export const MAX_DEVICE_LIMIT = 20;

/**
 * A package of a router: a duration at a speed for a price. The row also has the operator's id, and
 * the database checks the pair, so that no row can mix two operators.
 */
@Entity('packages')
@Index('packages_list_idx', ['userId', 'createdAt', 'id'], { where: 'archived_at IS NULL' })
@Index('packages_user_id_id_key', ['userId', 'id'], { unique: true })
@Index('packages_router_id_name_key', ['routerId', 'name'], {
  unique: true,
  where: 'archived_at IS NULL',
})
@Index('packages_on_sale_idx', ['routerId', 'priceMinor', 'id'], {
  where: 'is_active AND archived_at IS NULL',
})
@ForeignKey(() => RouterEntity, ['userId', 'routerId'], ['userId', 'id'], {
  name: 'packages_user_id_router_id_fkey',
})
@Check('packages_package_type_check', `package_type IN ('hourly', 'monthly')`)
@Check('packages_duration_hours_check', 'duration_hours > 0')
@Check('packages_price_minor_check', 'price_minor > 0')
@Check('packages_speeds_check', 'download_speed_mbps > 0 AND upload_speed_mbps > 0')
@Check('packages_device_limit_check', 'device_limit BETWEEN 1 AND 20')
@Check('packages_data_cap_mb_check', 'data_cap_mb > 0')
export class PackageEntity {
  @IdentityId('packages')
  id!: number;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'router_id', type: 'integer' })
  routerId!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'package_type', type: 'text' })
  packageType!: PackageType;

  @Column({ name: 'duration_hours', type: 'integer' })
  durationHours!: number;

  @MinorUnits('price_minor')
  priceMinor!: number;

  @Column({ type: 'text', default: 'KES' })
  currency!: string;

  @Column({ name: 'download_speed_mbps', type: 'integer' })
  downloadSpeedMbps!: number;

  @Column({ name: 'upload_speed_mbps', type: 'integer' })
  uploadSpeedMbps!: number;

  /** How many devices may share what was bought. */
  @Column({ name: 'device_limit', type: 'integer', default: 1 })
  deviceLimit!: number;

  /** In units of 1,000,000 bytes, both directions together; null: no cap. */
  @Column({ name: 'data_cap_mb', type: 'integer', nullable: true })
  dataCapMb!: number | null;

  @Column({ type: 'text', default: '' })
  description!: string;

  @Column({ name: 'is_active', type: 'boolean', default: true })
  isActive!: boolean;

  @OptionalTimestamp('archived_at')
  archivedAt!: Date | null;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
