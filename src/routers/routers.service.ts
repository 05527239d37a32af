import { Injectable } from '@nestjs/common';
import { KeyRing } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { routerNotFound } from './router-errors.js';
import { type RouterEntity } from './router.entity.js';
import { RoutersRepository } from './routers.repository.js';

/** The fields of a router that an operator sends. */
export interface RouterInput {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret;
  readonly useHttps: boolean;
  /** Whether its certificate must be valid. */
  readonly verifyCertificate: boolean;
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
    private readonly keyRing: KeyRing,
  ) {}

  create(userId: number, { password, ...given }: NewRouterInput): Promise<RouterEntity> {
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
   * @throws ApiError 404
   */
  async update(
    userId: number,
    id: number,
    { password, ...given }: RouterChange,
  ): Promise<RouterEntity> {
    const current = await this.getOwned(userId, id);
    const change = { ...given, port: given.port ?? portAfter(current, given.useHttps) };
    const isReachedOtherwise =
      password !== undefined ||
      CONNECTION_FIELDS.some((field) => (change[field] ?? current[field]) !== current[field]);
    const updated = await this.repository.update(userId, id, {
      ...change,
      passwordSealed: password && this.keyRing.seal(password),
      ...(isReachedOtherwise ? NOT_CHECKED_YET : {}),
    });
    return found(updated);
  }

  /**
   * Removes a router and its packages. Its payments stay.
   * @throws ApiError 404
   */
  async remove(userId: number, id: number): Promise<void> {
    if (!(await this.repository.remove(userId, id))) throw routerNotFound();
  }
}

/** The port after a change without a port. */
function portAfter({ port, useHttps }: RouterEntity, useHttpsNow = useHttps): number {
  return port === defaultPort(useHttps) ? defaultPort(useHttpsNow) : port;
}

function found(router: RouterEntity | null): RouterEntity {
  if (!router) throw routerNotFound();
  return router;
}
