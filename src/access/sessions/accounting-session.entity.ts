import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { OptionalTimestamp } from '../../database/columns.js';
import { EntitlementEntity } from '../entitlement.entity.js';

const NO_DEFAULT = { type: 'timestamptz', precision: 3 } as const;

/**
 * An accounting session as RADIUS counts it. The SQL function `radius.accounting` is the only code
 * that writes these rows. The id is computed from router, session id, MAC address and Class,
 * because routers reuse session ids after a restart.
 */
@Entity('accounting_sessions')
@Index('accounting_sessions_list_idx', ['userId', 'startedAt', 'id'])
@Index('accounting_sessions_router_list_idx', ['userId', 'routerId', 'startedAt', 'id'])
@Index('accounting_sessions_device_list_idx', ['userId', 'macAddress', 'startedAt', 'id'])
@Index('accounting_sessions_chain_idx', ['chainId', 'startedAt', 'id'])
@Index('accounting_sessions_open_list_idx', ['userId', 'startedAt', 'id'], {
  where: 'stopped_at IS NULL',
})
@Index('accounting_sessions_open_idx', ['routerId', 'macAddress'], {
  where: 'stopped_at IS NULL',
})
@Index('accounting_sessions_open_chain_idx', ['chainId'], { where: 'stopped_at IS NULL' })
@Check('accounting_sessions_stopped_check', '(stopped_at IS NULL) = (stop_cause IS NULL)')
export class AccountingSessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'accounting_sessions_pkey' })
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'router_id', type: 'integer' })
  routerId!: number;

  @Column({ name: 'chain_id', type: 'uuid' })
  @ForeignKey(() => EntitlementEntity, { name: 'accounting_sessions_chain_id_fkey' })
  chainId!: string;

  /** Acct-Session-Id and User-Name as the router sent them: a Disconnect-Request repeats them. */
  @Column({ name: 'acct_session_id', type: 'text' })
  acctSessionId!: string;

  @Column({ type: 'text' })
  username!: string;

  @Column({ name: 'mac_address', type: 'text' })
  macAddress!: string;

  @Column({ name: 'ip_address', type: 'inet', nullable: true })
  ipAddress!: string | null;

  @Column({ name: 'started_at', ...NO_DEFAULT })
  startedAt!: Date;

  @Column({ name: 'updated_at', ...NO_DEFAULT })
  updatedAt!: Date;

  @OptionalTimestamp('stopped_at')
  stoppedAt!: Date | null;

  /** Acct-Terminate-Cause; `stale`, `replaced` or `nas_reboot` where the server closed it. */
  @Column({ name: 'stop_cause', type: 'text', nullable: true })
  stopCause!: string | null;

  @Column({ name: 'session_seconds', type: 'bigint', default: 0 })
  sessionSeconds!: string;

  /** From the customer, in octets. Read as text, because it may exceed 2^53. */
  @Column({ name: 'octets_up', type: 'bigint', default: 0 })
  octetsUp!: string;

  /** To the customer. */
  @Column({ name: 'octets_down', type: 'bigint', default: 0 })
  octetsDown!: string;
}
