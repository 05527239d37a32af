import { Injectable } from '@nestjs/common';
import { KeyRing } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { routerNotFound } from './router-errors.js';
import { type RouterEntity } from './router.entity.js';
import { RoutersRepository } from './routers.repository.js';

/** A router as an operator describes it. */
export interface GivenRouter {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret;
  readonly useHttps: boolean;
  /** Whether its certificate must be valid. */
  readonly verifyCertificate: boolean;
}

/** What an operator changes of a router; what is undefined stays. */
export type RouterChange = {
  readonly [Field in keyof GivenRouter]?: GivenRouter[Field] | undefined;
};

/** A router as it is added: without a port, it has the usual one. */
export type AddedRouter = Omit<GivenRouter, 'port'> & { readonly port?: number | undefined };

/** The ports of RouterOS's services www and www-ssl. */
const usualPort = (useHttps: boolean): number => (useHttps ? 443 : 80);

/** What decides whether a router is reached. */
const WAY_TO_IT = ['host', 'port', 'username', 'useHttps', 'verifyCertificate'] as const;
const NOT_CHECKED_YET = { isOnline: false, lastChecked: null } as const;

/** Keeps operators' routers; their passwords are sealed. */
@Injectable()
export class RoutersService {
  constructor(
    private readonly repository: RoutersRepository,
    private readonly keyRing: KeyRing,
  ) {}

  create(userId: number, { password, ...given }: AddedRouter): Promise<RouterEntity> {
    return this.repository.insert({
      ...given,
      port: given.port ?? usualPort(given.useHttps),
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
   * Changes a router. When HTTPS is turned on or off and no port is given, a port that was the usual
   * one becomes the usual one again. What was known of its being online is forgotten when it is
   * reached otherwise than before.
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
      WAY_TO_IT.some((field) => (change[field] ?? current[field]) !== current[field]);
    const updated = await this.repository.update(userId, id, {
      ...change,
      passwordSealed: password && this.keyRing.seal(password),
      ...(isReachedOtherwise ? NOT_CHECKED_YET : {}),
    });
    return found(updated);
  }

  /**
   * Takes a router away together with its packages. What was sold there keeps its payments.
   * @throws ApiError 404
   */
  async remove(userId: number, id: number): Promise<void> {
    if (!(await this.repository.remove(userId, id))) throw routerNotFound();
  }
}

/** The port of a router whose change names none. */
function portAfter({ port, useHttps }: RouterEntity, useHttpsNow = useHttps): number {
  return port === usualPort(useHttps) ? usualPort(useHttpsNow) : port;
}

function found(router: RouterEntity | null): RouterEntity {
  if (!router) throw routerNotFound();
  return router;
}
