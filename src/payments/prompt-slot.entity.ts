import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Timestamp } from '../database/columns.js';
import { PaymentEntity } from './payment.entity.js';

const KEY = { primaryKeyConstraintName: 'prompt_slots_pkey' } as const;

/**
 * The payment with the active prompt for a customer's choice (router, package, phone, device). The
 * primary key lets only one of several simultaneous requests take the slot, so that a double tap
 * sends one prompt.
 */
@Entity('prompt_slots')
@Index('prompt_slots_taken_at_idx', ['takenAt'])
export class PromptSlotEntity {
  @PrimaryColumn({ name: 'user_id', type: 'integer', ...KEY })
  userId!: number;

  @PrimaryColumn({ name: 'router_id', type: 'integer', ...KEY })
  routerId!: number;

  @PrimaryColumn({ name: 'package_id', type: 'integer', ...KEY })
  packageId!: number;

  @PrimaryColumn({ name: 'phone_e164', type: 'text', ...KEY })
  phoneE164!: string;

  @PrimaryColumn({ name: 'mac_address', type: 'text', ...KEY })
  macAddress!: string;

  @Column({ name: 'payment_id', type: 'uuid' })
  @ForeignKey(() => PaymentEntity, { name: 'prompt_slots_payment_id_fkey', onDelete: 'CASCADE' })
  paymentId!: string;

  @Timestamp('taken_at')
  takenAt!: Date;
}
