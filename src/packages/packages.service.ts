import { Injectable } from '@nestjs/common';
import { type PageAsked } from '../common/http/paging.js';
import { type Page } from '../common/pagination/page.js';
import { ReadPriority } from '../common/read-priority.js';
import { mapPage } from '../database/keyset.js';
import { routerNotFound } from '../routers/router-errors.js';
import { packageNameTaken, packageNotFound } from './package-errors.js';
import { type PackageOfRouter } from './package.response.js';
import {
  type NewPackage,
  type Offer,
  type PackageChange,
  type PackageRefusal,
  PackagesRepository,
} from './packages.repository.js';

/** Keeps what operators sell. */
@Injectable()
export class PackagesService {
  constructor(
    private readonly repository: PackagesRepository,
    private readonly readPriority: ReadPriority,
  ) {}

  /** @throws ApiError 404 when the router is not the operator's, 400 when the name is taken there */
  async create(wanted: NewPackage): Promise<PackageOfRouter> {
    const added = await this.repository.insert(wanted);
    if (typeof added !== 'number') throw refused(added);
    return this.getOwned(wanted.userId, added);
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
   * Changes a package, also moves it to another of the operator's routers. What was sold before was
   * copied to its payments and stays as it was.
   * @throws ApiError 404 when package or router is not the operator's, 400 when the name is taken
   */
  async update(userId: number, id: number, change: PackageChange): Promise<PackageOfRouter> {
    await this.getOwned(userId, id);
    const refusal = await this.repository.update(userId, id, change);
    if (refusal !== null) throw refused(refusal);
    return this.getOwned(userId, id);
  }

  /**
   * Takes a package off sale for good. What was sold of it keeps its payments.
   * @throws ApiError 404
   */
  async remove(userId: number, id: number): Promise<void> {
    if (!(await this.repository.remove(userId, id))) throw packageNotFound();
  }

  /** What a router sells now, cheapest first. @throws ApiError 404 */
  async offerOf(userId: number, routerId: number): Promise<Offer> {
    this.readPriority.readStarted();
    const offer = await this.repository.findOffer(userId, routerId);
    if (!offer) throw routerNotFound();
    return offer;
  }
}

const refused = (refusal: PackageRefusal) =>
  refusal === 'name_taken' ? packageNameTaken() : routerNotFound();
