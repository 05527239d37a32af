import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type BodyOf } from '../common/openapi/response.js';
import { validationFailed } from '../common/validation/validation.pipe.js';
import { Database } from '../database/database.js';
import { KeyBinding } from '../idempotency/key-binding.js';
import { routerNotFound } from '../routers/router-errors.js';
import { PackageCopiesRepository } from './package-copies.repository.js';
import { copyNamesTaken, packageNotFound } from './package-errors.js';
import { PackageCopiesResponse, PackageResponse, type ShownPackage } from './package.response.js';
import { CreatePackageRequest } from './packages.requests.js';

/** Copies packages to other routers of their operator. */
@Injectable()
export class CopyPackageService {
  constructor(
    private readonly database: Database,
    private readonly repository: PackageCopiesRepository,
    private readonly keys: KeyBinding,
  ) {}

  /**
   * Copies a package to all of these routers, or to none. One transaction makes the copies and stores
   * the answer for a repeated request, which makes none.
   *
   * @returns the copies in the order of the routers
   * @throws ApiError 404 when the package or a router is not the operator's; 400 when a router has a
   *   package of that name, or when the package could not be added as it is
   */
  copy(
    userId: number,
    id: number,
    routerIds: readonly number[],
  ): Promise<BodyOf<typeof PackageCopiesResponse>> {
    return this.database.transaction(async (tx) => {
      // Routers before packages, as whoever removes a router locks them.
      const names = await this.repository.lockRouters(tx, userId, routerIds);
      const original = await this.repository.lockPackage(tx, userId, id);
      if (!original) throw packageNotFound();
      if (names.size < routerIds.length) throw routerNotFound();
      checkAsNew(original);
      const copies = await this.repository.insert(tx, userId, id, routerIds);
      if (copies.size < routerIds.length) {
        const taken = routerIds.filter((routerId) => !copies.has(routerId));
        throw copyNamesTaken(taken.map((routerId) => names.get(routerId) ?? ''));
      }
      const body = PackageCopiesResponse.of(
        routerIds.flatMap((routerId) => {
          const sold = copies.get(routerId);
          return sold ? [{ sold, routerName: names.get(routerId) ?? '' }] : [];
        }),
      );
      await this.keys.complete(tx, { status: 201, body });
      return body;
    });
  }
}

/**
 * Older packages and imported ones may have what is not taken any more, such as a price with cents.
 * @throws ApiError 400 when such a package could not be added
 */
function checkAsNew(original: ShownPackage): void {
  const body = PackageResponse.of({ sold: original, routerName: '' });
  const faults = validateSync(plainToInstance(CreatePackageRequest, body), {
    stopAtFirstError: true,
    validationError: { target: true, value: true },
  });
  if (faults.length > 0) throw validationFailed(faults);
}
