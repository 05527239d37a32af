import { Injectable } from '@nestjs/common';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { mapPage } from '../database/keyset.js';
import { type RouterEntity } from '../routers/router.entity.js';
import { RoutersService } from '../routers/routers.service.js';
import { packageNameTaken, packageNotFound } from './package-errors.js';
import { type PackageEntity } from './package.entity.js';
import { type PackageOfRouter } from './package.response.js';
import { type NewPackage, PackagesRepository } from './packages.repository.js';

/** What a portal shows: a router and what it sells. */
export interface Offer {
  readonly router: RouterEntity;
  readonly packages: readonly PackageEntity[];
}

/** Keeps what operators sell. */
@Injectable()
export class PackagesService {
  constructor(
    private readonly repository: PackagesRepository,
    private readonly routers: RoutersService,
  ) {}

  /** @throws ApiError 404 when the router is not the operator's, 400 when the name is taken there */
  async create(wanted: NewPackage): Promise<PackageOfRouter> {
    const router = await this.routers.getOwned(wanted.userId, wanted.routerId);
    const sold = await this.repository.insertIfNew(wanted);
    if (!sold) throw packageNameTaken();
    return { sold, routerName: router.name };
  }

  /** @throws ApiError 404 */
  async getOwned(userId: number, id: number): Promise<PackageOfRouter> {
    const sold = await this.repository.findOwned(userId, id);
    if (!sold) throw packageNotFound();
    const names = await this.repository.routerNames(userId, [sold.routerId]);
    return { sold, routerName: names.get(sold.routerId) ?? '' };
  }

  async list(userId: number, asked: PageAsked): Promise<Page<PackageOfRouter>> {
    const page = await this.repository.listOwned(userId, asked);
    const routerIds = page.results.map(({ routerId }) => routerId);
    const names = await this.repository.routerNames(userId, routerIds);
    return mapPage(page, (sold) => ({ sold, routerName: names.get(sold.routerId) ?? '' }));
  }

  /** What a router sells now, cheapest first. @throws ApiError 404 */
  async offerOf(userId: number, routerId: number): Promise<Offer> {
    const router = await this.routers.getOwned(userId, routerId);
    return { router, packages: await this.repository.listOnSale(userId, routerId) };
  }
}
