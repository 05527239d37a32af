import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { type Origin } from '../common/http/request-context.js';
import { BigIdentityId, OptionalTimestamp, Timestamp } from '../database/columns.js';
import { PaymentEntity } from '../payments/payment.entity.js';
import { type WebhookOutcome, type WebhookTrust } from './webhook-event.js';

/** A webhook as received, stored before the response. Its challenge is checked but not stored. */
@Entity('webhook_events')
@Index('webhook_events_dedupe_key_key', ['provider', 'dedupeKey'], { unique: true })
@Index('webhook_events_payment_id_idx', ['paymentId'], { where: 'payment_id IS NOT NULL' })
@Index('webhook_events_list_idx', ['userId', 'receivedAt', 'id'], { where: 'user_id IS NOT NULL' })
@Index('webhook_events_outcome_list_idx', ['userId', 'outcome', 'receivedAt', 'id'], {
  where: 'user_id IS NOT NULL',
})
@Index('webhook_events_early_idx', ['provider', 'invoiceId'], { where: `outcome = 'unmatched'` })
@Index('webhook_events_unmatched_idx', ['receivedAt'], { where: `outcome = 'unmatched'` })
@Index('webhook_events_ignored_idx', ['receivedAt'], { where: `outcome = 'ignored'` })
@Index('webhook_events_stored_idx', ['receivedAt'], { where: `outcome = 'stored'` })
@Index('webhook_events_body_idx', ['receivedAt'], { where: `body <> '{}'` })
@Check(
  'webhook_events_kind_check',
  `kind IN ('collection', 'payout', 'chargeback', 'other', 'till_transaction')`,
)
@Check('webhook_events_trust_check', `trust IN ('authenticated', 'hint', 'refused')`)
@Check(
  'webhook_events_outcome_check',
  `outcome IN ('stored', 'settled', 'unmatched', 'ignored', 'failed')`,
)
export class WebhookEventEntity {
  @BigIdentityId('webhook_events')
  id!: string;

  @Column({ type: 'text' })
  provider!: string;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ name: 'dedupe_key', type: 'text' })
  dedupeKey!: string;

  @Column({ name: 'invoice_id', type: 'text', nullable: true })
  invoiceId!: string | null;

  @Column({ type: 'text', nullable: true })
  reference!: string | null;

  @Column({ type: 'text', nullable: true })
  state!: string | null;

  /** The body without its challenge. */
  @Column({ type: 'jsonb' })
  body!: Record<string, unknown>;

  @Column({ name: 'payment_id', type: 'uuid', nullable: true })
  @ForeignKey(() => PaymentEntity, {
    name: 'webhook_events_payment_id_fkey',
    onDelete: 'SET NULL',
  })
  paymentId!: string | null;

  /** The operator of that payment. */
  @Column({ name: 'user_id', type: 'integer', nullable: true })
  userId!: number | null;

  @Column({ type: 'text' })
  trust!: WebhookTrust;

  @Column({ type: 'text', default: 'stored' })
  outcome!: WebhookOutcome;

  @Timestamp('received_at')
  receivedAt!: Date;

  @OptionalTimestamp('processed_at')
  processedAt!: Date | null;

  /** The request that brought the event. */
  @Column({ type: 'jsonb', nullable: true })
  origin!: Origin | null;
}
