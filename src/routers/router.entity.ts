import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { CreatedAt, IdentityId, OptionalTimestamp, UpdatedAt } from '../database/columns.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { UserEntity } from '../users/user.entity.js';

export const ACCESS_METHODS = ['radius', 'routeros_api', 'none'] as const;
/** How a router gives customers access; `none`: a system of the operator does it. */
export type AccessMethod = (typeof ACCESS_METHODS)[number];

/** The port of RFC 5176. */
export const DEFAULT_COA_PORT = 3799;

/** A MikroTik router of an operator. It is archived instead of deleted when it has payments. */
@Entity('routers')
@Index('routers_list_idx', ['userId', 'createdAt', 'id'], { where: 'archived_at IS NULL' })
@Index('routers_user_id_id_key', ['userId', 'id'], { unique: true })
@Index('routers_nas_address_key', ['nasAddress'], {
  unique: true,
  where: 'nas_address IS NOT NULL',
})
@Index('routers_routeros_api_idx', ['id'], {
  where: `access_method = 'routeros_api' AND archived_at IS NULL`,
})
@Index('routers_unreachable_since_idx', ['unreachableSince'], {
  where: 'unreachable_since IS NOT NULL',
})
@Index('routers_wireguard_key_key', ['wireguardPublicKey'], {
  unique: true,
  where: 'wireguard_public_key IS NOT NULL',
})
@Index('routers_portal_slug_key', ['portalSlug'], { unique: true })
@Check('routers_port_check', `port BETWEEN 1 AND 65535`)
@Check('routers_access_method_check', `access_method IN ('radius', 'routeros_api', 'none')`)
@Check('routers_nas_address_check', 'family(nas_address) = 4 AND masklen(nas_address) = 32')
@Check('routers_wireguard_public_key_check', `wireguard_public_key ~ '^[A-Za-z0-9+/]{43}=$'`)
@Check('routers_coa_port_check', 'coa_port BETWEEN 1 AND 65535')
export class RouterEntity {
  @IdentityId('routers')
  id!: number;

  @Column({ name: 'user_id', type: 'integer' })
  @ForeignKey(() => UserEntity, { name: 'routers_user_id_fkey' })
  userId!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  host!: string;

  @Column({ type: 'integer', default: 80 })
  port!: number;

  @Column({ type: 'text' })
  username!: string;

  @Column({ name: 'password_sealed', type: 'text' })
  passwordSealed!: string;

  @Column({ name: 'use_https', type: 'boolean', default: false })
  useHttps!: boolean;

  /** When false, any certificate is accepted: those of MikroTik are self-signed. */
  @Column({ name: 'verify_certificate', type: 'boolean', default: true })
  verifyCertificate!: boolean;

  @Column({ name: 'is_online', type: 'boolean', default: false })
  isOnline!: boolean;

  @OptionalTimestamp('last_checked')
  lastChecked!: Date | null;

  @Column({ name: 'access_method', type: 'text', default: 'none' })
  accessMethod!: AccessMethod;

  /** The source IPv4 address of its RADIUS packets, which alone identifies it. */
  @Column({ name: 'nas_address', type: 'inet', nullable: true })
  nasAddress!: string | null;

  @Column({ name: 'wireguard_public_key', type: 'text', nullable: true })
  wireguardPublicKey!: string | null;

  /** The port for Disconnect-Requests and CoA-Requests (RFC 5176). */
  @Column({ name: 'coa_port', type: 'integer', default: 3799 })
  coaPort!: number;

  /**
   * Since when a router with `routeros_api` cannot be reached by its REST API, or refuses the server;
   * null while it can.
   */
  @OptionalTimestamp('unreachable_since')
  unreachableSince!: Date | null;

  /** A portal of the operator that it sends customers to; null: to the one of this server. */
  @Column({ name: 'portal_url', type: 'text', nullable: true })
  portalUrl!: string | null;

  /**
   * The part of the hosted portal's address that says which router it is about; null until the job
   * `fill_portal_slugs` has seen a router that is older than the column.
   */
  @Column({
    name: 'portal_slug',
    type: 'text',
    nullable: true,
    default: () => 'new_portal_slug()',
  })
  portalSlug!: string | null;

  /** Through whom sales go that name no provider; null: as the operator prefers. */
  @Column({ name: 'preferred_provider', type: 'text', nullable: true })
  preferredProvider!: ProviderCode | null;

  /** When a portal first asked for its packages. */
  @OptionalTimestamp('first_portal_visit_at')
  firstPortalVisitAt!: Date | null;

  @OptionalTimestamp('archived_at')
  archivedAt!: Date | null;

  @CreatedAt()
  createdAt!: Date;

  @UpdatedAt()
  updatedAt!: Date;
}
