import { Injectable } from '@nestjs/common';
import { KeyRing } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { NasAddressPolicy } from './nas-address-policy.js';
import { nasAddressRefused, routerNotFound } from './router-errors.js';
import { type RouterEntity } from './router.entity.js';
import { RoutersRepository, type RouterUpdate } from './routers.repository.js';

/** The fields of a router that an operator sends. */
export interface RouterInput extends Pick<
  RouterEntity,
  | 'name'
  | 'host'
  | 'port'
  | 'username'
  | 'useHttps'
  | 'verifyCertificate'
  | 'accessMethod'
  | 'nasAddress'
  | 'wireguardPublicKey'
  | 'coaPort'
  | 'portalUrl'
  | 'preferredProvider'
> {
  readonly password: Secret;
}

/** A change of a router. Undefined fields keep their value. */
export type RouterChange = {
  readonly [Field in keyof RouterInput]?: RouterInput[Field] | undefined;
};

/** A new router; without a port it gets the default one. */
export type NewRouterInput = Omit<RouterInput, 'port'> & { readonly port?: number | undefined };

/** The ports of RouterOS's services www and www-ssl. */
const defaultPort = (useHttps: boolean): number => (useHttps ? 443 : 80);

/** The fields that a connection depends on. */
const CONNECTION_FIELDS = ['host', 'port', 'username', 'useHttps', 'verifyCertificate'] as const;
const NOT_CHECKED_YET = { isOnline: false, lastChecked: null } as const;

/** Manages operators' routers. Passwords are sealed. */
@Injectable()
export class RoutersService {
  constructor(
    private readonly repository: RoutersRepository,
    private readonly addresses: NasAddressPolicy,
    private readonly keyRing: KeyRing,
  ) {}

  /**
   * Adds a router. One that the server gives access through gets an address in the tunnel, unless it
   * has one.
   * @throws ApiError 400 for an address or a key that it may not have, 409 when there is no address
   */
  create(userId: number, { password, ...given }: NewRouterInput): Promise<RouterEntity> {
    this.refuseAddress(given.nasAddress, null);
    return this.repository.insert({
      ...given,
      port: given.port ?? defaultPort(given.useHttps),
      userId,
      passwordSealed: this.keyRing.seal(password),
    });
  }

  /** @throws ApiError 404 */
  async getOwned(userId: number, id: number): Promise<RouterEntity> {
    return found(await this.repository.findOwned(userId, id));
  }

  list(userId: number, page: PageAsked): Promise<Page<RouterEntity>> {
    return this.repository.listOwned(userId, page);
  }

  /**
   * Updates a router. When HTTPS is switched without a port, a default port becomes the new default
   * port. The result of the last connection test is cleared when a connection field changes.
   * @throws ApiError 404, and 400 and 409 as {@link create}
   */
  async update(
    userId: number,
    id: number,
    { password, ...given }: RouterChange,
  ): Promise<RouterEntity> {
    const passwordSealed = password && this.keyRing.seal(password);
    const updated = await this.repository.update(userId, id, (current) => {
      this.refuseAddress(given.nasAddress, current.nasAddress);
      return updateOf(current, { ...given, passwordSealed });
    });
    return found(updated);
  }

  /**
   * The portal slug of a router.
   * @throws ApiError 404
   */
  async portalSlugOf({
    userId,
    id,
    portalSlug,
  }: Pick<RouterEntity, 'userId' | 'id' | 'portalSlug'>): Promise<string> {
    const slug = portalSlug ?? (await this.repository.assignPortalSlug(userId, id));
    if (slug === null) throw routerNotFound();
    return slug;
  }

  /** Gives a portal slug to each router that is older than portals are. */
  fillPortalSlugs(): Promise<void> {
    return this.repository.fillPortalSlugs();
  }

  /**
   * Removes a router and its packages. Its payments stay.
   * @throws ApiError 404
   */
  async remove(userId: number, id: number): Promise<void> {
    if (!(await this.repository.remove(userId, id))) throw routerNotFound();
  }

  /** @throws ApiError 400 */
  private refuseAddress(given: string | null | undefined, present: string | null): void {
    const refusal = this.addresses.refusalOf(given, present);
    if (refusal !== null) throw nasAddressRefused(refusal);
  }
}

function updateOf(
  current: RouterEntity,
  given: Omit<RouterChange, 'password'> & Pick<RouterUpdate, 'passwordSealed'>,
): RouterUpdate {
  const change = { ...given, port: given.port ?? portAfter(current, given.useHttps) };
  const isReachedOtherwise =
    given.passwordSealed !== undefined ||
    CONNECTION_FIELDS.some((field) => (change[field] ?? current[field]) !== current[field]);
  return { ...change, ...(isReachedOtherwise ? NOT_CHECKED_YET : {}) };
}

/** The port after a change without a port. */
function portAfter({ port, useHttps }: RouterEntity, useHttpsNow = useHttps): number {
  return port === defaultPort(useHttps) ? defaultPort(useHttpsNow) : port;
}

function found(router: RouterEntity | null): RouterEntity {
  if (!router) throw routerNotFound();
  return router;
}
