import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { CreatedAt, IdentityId, OptionalTimestamp, UpdatedAt } from '../database/columns.js';
import { type ProviderCode, type ProviderEnvironment } from '../providers/provider-code.js';
import { UserEntity } from '../users/user.entity.js';

/**
 * An operator's keys at a payment provider. Secrets are sealed with the key ring. A deleted row
 * stays without its secrets, because attempts refer to it. Replaced keys are kept as versions for as
 * long as attempts need them.
 */
@Entity('credentials')
@Index('credentials_in_use_idx', ['userId', 'provider', 'id'], { where: 'is_active' })
@Index('credentials_list_idx', ['userId', 'createdAt', 'id'], { where: 'deleted_at IS NULL' })
@Index('credentials_user_id_id_key', ['userId', 'id'], { unique: true })
@Check('credentials_environment_check', `environment IN ('sandbox', 'live')`)
@Check(
  'credentials_deleted_check',
  `deleted_at IS NULL OR (NOT is_active AND private_key_sealed = '' AND private_key_hint = '' AND webhook_challenge_sealed IS NULL)`,
)
@Check(
  'credentials_deleted_further_fields_check',
  `deleted_at IS NULL OR further_fields_sealed IS NULL`,
)
export class CredentialEntity {
  @IdentityId('credentials')
  id!: number;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'credentials_user_id_fkey' })
  userId!: number;

  @Column({ type: 'text' })
  provider!: ProviderCode;

  /** What names the account at the provider, such as its publishable key. */
  @Column({ name: 'api_key', type: 'text' })
  apiKey!: string;

  @Column({ name: 'private_key_sealed', type: 'text' })
  privateKeySealed!: string;

  /** The last four characters, so that an operator can tell two keys apart. */
  @Column({ name: 'private_key_hint', type: 'text' })
  privateKeyHint!: string;

  @Column({ name: 'webhook_challenge_sealed', type: 'text', nullable: true })
  webhookChallengeSealed!: string | null;

  /** The fields that have no column of their own, as one JSON object; null when there are none. */
  @Column({ name: 'further_fields_sealed', type: 'text', nullable: true })
  furtherFieldsSealed!: string | null;

  @Column({ type: 'text', default: 'sandbox' })
  environment!: ProviderEnvironment;

  /** Incremented when the keys change. Attempts store the version that they were made with. */
  @Column({ type: 'integer', default: 1 })
  version!: number;

  @Column({ name: 'is_active', type: 'boolean', default: true })
  isActive!: boolean;

  @OptionalTimestamp('deleted_at')
  deletedAt!: Date | null;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
