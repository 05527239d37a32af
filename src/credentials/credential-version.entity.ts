import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Timestamp } from '../database/columns.js';
import { CredentialEntity } from './credential.entity.js';

const KEY = { primaryKeyConstraintName: 'credential_versions_pkey' } as const;

/**
 * Keys that an operator has replaced or deleted. They are used for attempts that were made with them
 * only, and are deleted after the last recheck of these attempts.
 */
@Entity('credential_versions')
@Index('credential_versions_retired_at_idx', ['retiredAt'])
@ForeignKey(() => CredentialEntity, ['userId', 'credentialId'], ['userId', 'id'], {
  name: 'credential_versions_user_id_credential_id_fkey',
})
export class CredentialVersionEntity {
  @PrimaryColumn({ name: 'user_id', type: 'integer', ...KEY })
  userId!: number;

  @PrimaryColumn({ name: 'credential_id', type: 'integer', ...KEY })
  credentialId!: number;

  /** The `credentials.version` of these keys. */
  @PrimaryColumn({ type: 'integer', ...KEY })
  version!: number;

  @Column({ name: 'api_key', type: 'text' })
  apiKey!: string;

  @Column({ name: 'private_key_sealed', type: 'text' })
  privateKeySealed!: string;

  @Column({ name: 'webhook_challenge_sealed', type: 'text', nullable: true })
  webhookChallengeSealed!: string | null;

  /** The fields that have no column of their own, as one JSON object; null when there are none. */
  @Column({ name: 'further_fields_sealed', type: 'text', nullable: true })
  furtherFieldsSealed!: string | null;

  /** When they were replaced or deleted. */
  @Timestamp('retired_at')
  retiredAt!: Date;
}
