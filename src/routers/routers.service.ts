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
}

/** Keeps operators' routers; their passwords are sealed. */
@Injectable()
export class RoutersService {
  constructor(
    private readonly repository: RoutersRepository,
    private readonly keyRing: KeyRing,
  ) {}

  create(userId: number, { password, ...given }: GivenRouter): Promise<RouterEntity> {
    return this.repository.insert({
      ...given,
      userId,
      passwordSealed: this.keyRing.seal(password),
    });
  }

  /** @throws ApiError 404 */
  async getOwned(userId: number, id: number): Promise<RouterEntity> {
    const router = await this.repository.findOwned(userId, id);
    if (!router) throw routerNotFound();
    return router;
  }

  list(userId: number, page: PageAsked): Promise<Page<RouterEntity>> {
    return this.repository.listOwned(userId, page);
  }
}
