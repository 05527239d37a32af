import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { OptionalTimestamp, Timestamp } from '../../database/columns.js';
import { AccountingSessionEntity } from '../sessions/accounting-session.entity.js';

/**
 * A Disconnect-Request or CoA-Request (RFC 5176) for an accounting session. A newer request replaces
 * the one of the same session. The SQL function `plan_coa_requests` plans them in the transaction that
 * makes them necessary; a job sends them.
 */
@Entity('coa_requests')
@Index('coa_requests_waiting_idx', ['routerId', 'nextTryAt'], { where: `state = 'waiting'` })
@Index('coa_requests_sent_at_idx', ['sentAt'], { where: 'sent_at IS NOT NULL' })
@Index('coa_requests_finished_at_idx', ['finishedAt'], { where: 'finished_at IS NOT NULL' })
@Check('coa_requests_kind_check', `kind IN ('disconnect', 'coa')`)
@Check('coa_requests_state_check', `state IN ('waiting', 'confirmed', 'refused', 'not_confirmed')`)
@Check('coa_requests_finished_check', `(state = 'waiting') = (finished_at IS NULL)`)
export class CoaRequestEntity {
  @PrimaryColumn({
    name: 'session_id',
    type: 'uuid',
    primaryKeyConstraintName: 'coa_requests_pkey',
  })
  @ForeignKey(() => AccountingSessionEntity, {
    name: 'coa_requests_session_id_fkey',
    onDelete: 'CASCADE',
  })
  sessionId!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'router_id', type: 'integer' })
  routerId!: number;

  /** `disconnect` ends the session; `coa` sends it the present limits. */
  @Column({ type: 'text' })
  kind!: 'disconnect' | 'coa';

  /**
   * `confirmed`: the session has ended, or the router has accepted the new limits. `refused`: the
   * router has rejected them. `not_confirmed`: five tries, or 15 minutes, brought neither.
   */
  @Column({ type: 'text', default: 'waiting' })
  state!: 'waiting' | 'confirmed' | 'refused' | 'not_confirmed';

  /** Grows with each newer request, so that a late answer to the previous one does not count. */
  @Column({ type: 'integer', default: 1 })
  version!: number;

  /** How often it was sent. */
  @Column({ type: 'integer', default: 0 })
  tries!: number;

  @Timestamp('requested_at')
  requestedAt!: Date;

  @Timestamp('next_try_at')
  nextTryAt!: Date;

  /** When it was last sent. The pace of a router and of all routers is measured by it. */
  @OptionalTimestamp('sent_at')
  sentAt!: Date | null;

  /** When the router answered. Its acknowledgement does not end a session: the Accounting-Stop does. */
  @OptionalTimestamp('answered_at')
  answeredAt!: Date | null;

  /** Error-Cause of a rejection (RFC 5176), such as 503: the router has no such session. */
  @Column({ name: 'error_cause', type: 'integer', nullable: true })
  errorCause!: number | null;

  /**
   * Whether its router did not report the session at the last try, or at the end. A Disconnect-Request
   * is planned again when such a router reports it.
   */
  @Column({ name: 'was_stale', type: 'boolean', default: false })
  wasStale!: boolean;

  @OptionalTimestamp('finished_at')
  finishedAt!: Date | null;
}
