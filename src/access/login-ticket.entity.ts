import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { OptionalTimestamp, Timestamp } from '../database/columns.js';
import { EntitlementEntity } from './entitlement.entity.js';

/**
 * A user name for one login at the router, which a URL may carry instead of the access code. Only the
 * SHA-256 of the ticket is stored.
 */
@Entity('login_tickets')
@Index('login_tickets_expires_at_idx', ['expiresAt'])
@Index('login_tickets_chain_id_idx', ['chainId', 'expiresAt'])
@Check('login_tickets_ticket_hash_check', `ticket_hash ~ '^[0-9a-f]{64}$'`)
export class LoginTicketEntity {
  @PrimaryColumn({
    name: 'ticket_hash',
    type: 'text',
    primaryKeyConstraintName: 'login_tickets_pkey',
  })
  ticketHash!: string;

  @Column({ name: 'chain_id', type: 'uuid' })
  @ForeignKey(() => EntitlementEntity, { name: 'login_tickets_chain_id_fkey' })
  chainId!: string;

  /** The only device that may use it; null: any device that the chain has room for. */
  @Column({ name: 'mac_address', type: 'text', nullable: true })
  macAddress!: string | null;

  @Timestamp('created_at')
  createdAt!: Date;

  @Timestamp('expires_at')
  expiresAt!: Date;

  @OptionalTimestamp('used_at')
  usedAt!: Date | null;
}
