import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { CreatedAt, UpdatedAt } from '../database/columns.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { UserEntity } from '../users/user.entity.js';
import { type OnReversal } from './domain/index.js';

/** How the payments of an operator are handled. Without a row the defaults hold. */
@Entity('payment_settings')
@Check('payment_settings_on_reversal_check', `on_reversal IN ('keep', 'revoke')`)
export class PaymentSettingsEntity {
  @PrimaryColumn({
    name: 'user_id',
    type: 'integer',
    primaryKeyConstraintName: 'payment_settings_pkey',
  })
  @ForeignKey(() => UserEntity, { name: 'payment_settings_user_id_fkey' })
  userId!: number;

  /** Through whom sales go that name no provider; null: the usual one that has credentials. */
  @Column({ name: 'preferred_provider', type: 'text', nullable: true })
  preferredProvider!: ProviderCode | null;

  @Column({ name: 'on_reversal', type: 'text', default: 'keep' })
  onReversal!: OnReversal;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
