import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { OptionalTimestamp, Timestamp } from '../database/columns.js';
import { EntitlementEntity } from './entitlement.entity.js';

const KEY = { primaryKeyConstraintName: 'devices_pkey' } as const;

/**
 * A device that uses a chain of entitlements, known by its MAC address. There are at most
 * `device_limit` of a chain; the SQL function `radius.attach_device` holds the limit.
 */
@Entity('devices')
@Index('devices_mac_list_idx', ['userId', 'macAddress', 'attachedAt'])
@Check('devices_mac_address_check', `mac_address ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$'`)
export class DeviceEntity {
  /** The first entitlement of the chain. */
  @PrimaryColumn({ name: 'chain_id', type: 'uuid', ...KEY })
  @ForeignKey(() => EntitlementEntity, { name: 'devices_chain_id_fkey' })
  chainId!: string;

  /** In the form `AA:BB:CC:DD:EE:FF`. */
  @PrimaryColumn({ name: 'mac_address', type: 'text', ...KEY })
  macAddress!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  /** Whether the payment named it. A reconnect does not replace such a device. */
  @Column({ name: 'named_at_sale', type: 'boolean', default: false })
  namedAtSale!: boolean;

  @Timestamp('attached_at')
  attachedAt!: Date;

  /** Null until it has logged in. */
  @OptionalTimestamp('first_seen')
  firstSeen!: Date | null;

  /** The last login, or the end of the last session; during a session see the session. */
  @OptionalTimestamp('last_seen')
  lastSeen!: Date | null;
}
