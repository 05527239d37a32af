import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { BigIdentityId, CreatedAt, OptionalTimestamp } from '../database/columns.js';
import { EntitlementEntity } from './entitlement.entity.js';

/** The events of an entitlement. */
export type EntitlementEvent =
  | 'created'
  | 'started'
  | 'extended'
  | 'moved'
  | 'revoked'
  | 'outage_added'
  | 'device_attached'
  | 'device_replaced'
  | 'device_removed'
  | 'disconnect_requested';

/** The origin of an event. */
export type EntitlementEventSource =
  'payment' | 'voucher' | 'operator' | 'portal' | 'radius' | 'routeros_api' | 'system';

/**
 * The events of an entitlement, in order. A trigger rejects changes of rows. Events of devices are
 * stored with the first entitlement of the chain.
 */
@Entity('entitlement_history')
@Index('entitlement_history_entitlement_id_id_idx', ['entitlementId', 'id'])
@Check('entitlement_history_check', 'is_entitlement_history_entry(event, source)')
export class EntitlementHistoryEntity {
  @BigIdentityId('entitlement_history')
  id!: string;

  @Column({ name: 'entitlement_id', type: 'uuid' })
  @ForeignKey(() => EntitlementEntity, { name: 'entitlement_history_entitlement_id_fkey' })
  entitlementId!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ type: 'text' })
  event!: EntitlementEvent;

  @Column({ type: 'text' })
  source!: EntitlementEventSource;

  /** The operator's reason; empty for other sources. */
  @Column({ type: 'text', default: '' })
  reason!: string;

  /** The period after the event; null when the event is about a device. */
  @OptionalTimestamp('starts_at')
  startsAt!: Date | null;

  @OptionalTimestamp('ends_at')
  endsAt!: Date | null;

  @Column({ type: 'jsonb', default: {} })
  evidence!: Record<string, unknown>;

  /** Whether its event was written with it; else a trigger has written the event, if it has one. */
  @Column({ name: 'is_published', type: 'boolean', default: false })
  isPublished!: boolean;

  @CreatedAt()
  createdAt!: Date;
}
