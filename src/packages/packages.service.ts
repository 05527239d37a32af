import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller.js';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { SalesBulkhead } from '../common/sales-bulkhead.js';
import { mapPage } from '../database/keyset.js';
import { routerNotFound } from '../routers/router-errors.js';
import { packageNameTaken, packageNotFound } from './package-errors.js';
import { type PackageOfRouter } from './package.response.js';
import {
  type NewPackage,
  type PackageList,
  type PackageChange,
  type PackageRefusal,
  PackagesRepository,
} from './packages.repository.js';

/** Manages the packages of operators. */
@Injectable()
export class PackagesService {
  constructor(
    private readonly repository: PackagesRepository,
    private readonly salesBulkhead: SalesBulkhead,
  ) {}

  /** @throws ApiError 404 when the router is not the operator's, 400 when the name is taken there */
  async create(fields: NewPackage): Promise<PackageOfRouter> {
    const added = await this.repository.insert(fields);
    if (typeof added !== 'number') throw refused(added);
    return this.getOwned(fields.userId, added);
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

  /**
   * Updates a package, and may move it to another of the operator's routers. Payments keep the
   * `PackageSnapshot` that they were sold with.
   * @throws ApiError 404 when package or router is not the operator's, 400 when the name is taken
   */
  async update(userId: number, id: number, change: PackageChange): Promise<PackageOfRouter> {
    await this.getOwned(userId, id);
    const refusal = await this.repository.update(userId, id, change);
    if (refusal !== null) throw refused(refusal);
    return this.getOwned(userId, id);
  }

  /**
   * Removes a package. Its payments stay.
   * @throws ApiError 404
   */
  async remove(userId: number, id: number): Promise<void> {
    if (!(await this.repository.remove(userId, id))) throw packageNotFound();
  }

  /**
   * Returns the active packages of a router, cheapest first. The first visit of a portal is recorded:
   * the operator who sets the router up waits for it.
   * @throws ApiError 404
   */
  async getPackageList(
    caller: Pick<Caller, 'userId' | 'sessionId'>,
    routerId: number,
  ): Promise<PackageList> {
    const { userId, sessionId } = caller;
    this.salesBulkhead.readStarted();
    const list = await this.listForSale(userId, routerId);
    if (sessionId === null && !list.wasVisited) {
      await this.repository.recordPortalVisit(userId, routerId);
    }
    return list;
  }

  /**
   * The active packages of a router, for its operator to look at.
   * @throws ApiError 404
   */
  async listForSale(userId: number, routerId: number): Promise<PackageList> {
    const list = await this.repository.findPackageList(userId, routerId);
    if (!list) throw routerNotFound();
    return list;
  }
}

const refused = (refusal: PackageRefusal) =>
  refusal === 'name_taken' ? packageNameTaken() : routerNotFound();
