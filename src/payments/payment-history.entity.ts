import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { BigIdentityId, CreatedAt } from '../database/columns.js';
import { type EventSource, type HistoryEvent, type PaymentStatus } from './domain/index.js';
import { PaymentEntity } from './payment.entity.js';

/** The events of a payment, in order. Rows are only inserted; a trigger rejects changes. */
@Entity('payment_history')
@Index('payment_history_payment_id_id_idx', ['paymentId', 'id'])
// The receipts of money that contradicts a payment: an expression, which TypeORM cannot express.
@Index('payment_history_further_receipt_idx', { synchronize: false })
@Check(
  'payment_history_source_check',
  `source IN ('request', 'provider', 'webhook', 'check', 'reconciliation', 'operator', 'expiry', 'import')`,
)
export class PaymentHistoryEntity {
  @BigIdentityId('payment_history')
  id!: string;

  @Column({ name: 'payment_id', type: 'uuid' })
  @ForeignKey(() => PaymentEntity, {
    name: 'payment_history_payment_id_fkey',
    onDelete: 'CASCADE',
  })
  paymentId!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ type: 'integer', nullable: true })
  attempt!: number | null;

  @Column({ type: 'text' })
  event!: HistoryEvent;

  @Column({ name: 'from_status', type: 'text', nullable: true })
  fromStatus!: PaymentStatus | null;

  @Column({ name: 'to_status', type: 'text' })
  toStatus!: PaymentStatus;

  @Column({ type: 'text' })
  source!: EventSource;

  @Column({ type: 'jsonb', default: {} })
  evidence!: Record<string, unknown>;

  @CreatedAt()
  createdAt!: Date;
}
