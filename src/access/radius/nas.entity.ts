import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { OptionalTimestamp, Timestamp } from '../../database/columns.js';
import { RouterEntity } from '../../routers/router.entity.js';

/**
 * A router as a RADIUS client: its shared secret, and its last packets. The secret is plain text,
 * because the protocol computes with it (see docs/security.md).
 */
@Entity({ schema: 'radius', name: 'nas' })
@Check('nas_secret_check', `secret ~ '^[0-9a-f]{32}$'`)
export class NasEntity {
  @PrimaryColumn({ name: 'router_id', type: 'integer', primaryKeyConstraintName: 'nas_pkey' })
  @ForeignKey(() => RouterEntity, { name: 'nas_router_id_fkey', onDelete: 'CASCADE' })
  routerId!: number;

  /** 128 random bits in hexadecimal. */
  @Column({ type: 'text' })
  secret!: string;

  @Timestamp('secret_changed_at')
  secretChangedAt!: Date;

  /** SHA-256 of the Idempotency-Key of the last rotation, if it had one. */
  @Column({ name: 'rotation_key_hash', type: 'text', nullable: true })
  rotationKeyHash!: string | null;

  /** The first packet from its address, whatever its secret. */
  @OptionalTimestamp('first_packet_at')
  firstPacketAt!: Date | null;

  /** The last packet with the right secret, to the minute. */
  @OptionalTimestamp('last_packet_at')
  lastPacketAt!: Date | null;

  /** The last Accounting-On: it proves that the router has the right secret. */
  @OptionalTimestamp('accounting_on_at')
  accountingOnAt!: Date | null;

  /** The first login that was accepted. */
  @OptionalTimestamp('first_login_at')
  firstLoginAt!: Date | null;

  /** Its last packet, when it has sent none since although customers were online; else null. */
  @OptionalTimestamp('silent_since')
  silentSince!: Date | null;

  @Timestamp('created_at')
  createdAt!: Date;
}
