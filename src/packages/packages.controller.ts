import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put } from '@nestjs/common';
import { CurrentUser, PortalAccess } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { answer, Describe, nothing, Tag } from '../common/openapi/describe.decorator.js';
import { Idempotent } from '../idempotency/idempotency.interceptor.js';
import { routerNotFound } from '../routers/router-errors.js';
import { CopyPackageService } from './copy-package.service.js';
import { copyNamesTaken, packageNameTaken, packageNotFound } from './package-errors.js';
import {
  PackageCopiesResponse,
  PackageListResponse,
  PackagePage,
  PackageResponse,
} from './package.response.js';
import { type PackageChange } from './packages.repository.js';
import {
  ChangePackageRequest,
  CopyPackageRequest,
  CreatePackageRequest,
  ReplacePackageRequest,
} from './packages.requests.js';
import { PackagesService } from './packages.service.js';

const example = {
  name: 'One day',
  router: 1,
  package_type: 'hourly',
  duration_hours: 24,
  price: '50.00',
  download_speed_mbps: 10,
  upload_speed_mbps: 5,
};
const CHANGES = 'Payments keep what was sold: price, duration, speeds and limits.';

/** The packages of operators. */
@Tag('Packages')
@Controller('routers')
export class PackagesController {
  constructor(
    private readonly packages: PackagesService,
    private readonly copies: CopyPackageService,
  ) {}

  @Describe({
    summary: 'Add a package to a router',
    example,
    answers: [answer(201, 'The new package.', PackageResponse)],
    errors: [packageNameTaken(), routerNotFound()],
  })
  @Post('packages')
  async create(@CurrentUser() { userId }: Caller, @Body() body: CreatePackageRequest) {
    const created = await this.packages.create({
      userId,
      name: body.name,
      routerId: body.router,
      packageType: body.package_type,
      durationHours: body.duration_hours,
      priceMinor: body.price.minor,
      currency: body.currency,
      downloadSpeedMbps: body.download_speed_mbps,
      uploadSpeedMbps: body.upload_speed_mbps,
      deviceLimit: body.device_limit,
      dataCapMb: body.data_cap_mb,
      description: body.description,
      isActive: body.is_active,
    });
    return PackageResponse.of(created);
  }

  @Describe({
    summary: 'List packages',
    answers: [answer(200, 'A page of packages.', PackagePage)],
  })
  @Get('packages')
  async list(@CurrentUser() { userId }: Caller, @PageOf(isIntegerId) page: PageAsked) {
    return PackagePage.of(await this.packages.list(userId, page));
  }

  @Describe({
    summary: 'Show a package',
    answers: [answer(200, 'The package.', PackageResponse)],
  })
  @Get('packages/:id')
  async get(@CurrentUser() { userId }: Caller, @IntegerIdParam(packageNotFound) id: number) {
    return PackageResponse.of(await this.packages.getOwned(userId, id));
  }

  @Describe({
    summary: 'Replace a package',
    description: CHANGES,
    example,
    answers: [answer(200, 'The package as it is now.', PackageResponse)],
    errors: [packageNameTaken(), routerNotFound()],
  })
  @Put('packages/:id')
  async replace(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(packageNotFound) id: number,
    @Body() body: ReplacePackageRequest,
  ) {
    return PackageResponse.of(await this.packages.update(userId, id, changeIn(body)));
  }

  @Describe({
    summary: 'Change a package',
    description: CHANGES,
    example: { price: '60.00' },
    answers: [
      answer(200, 'The package as it is now.', PackageResponse, {
        ...PackageResponse.example,
        price: '60.00',
      }),
    ],
    errors: [packageNameTaken(), routerNotFound()],
  })
  @Patch('packages/:id')
  async change(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(packageNotFound) id: number,
    @Body() body: ChangePackageRequest,
  ) {
    return PackageResponse.of(await this.packages.update(userId, id, changeIn(body)));
  }

  @Describe({
    summary: 'Delete a package',
    description: 'A package with payments is archived.',
    answers: [nothing('The package is deleted.')],
  })
  @Delete('packages/:id')
  @HttpCode(204)
  async remove(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(packageNotFound) id: number,
  ): Promise<void> {
    await this.packages.remove(userId, id);
  }

  @Idempotent()
  @Describe({
    summary: 'Copy a package to other routers',
    description:
      'To all of them, or to none. A copy is a package of its own, which later changes of this one ' +
      'do not change. What adding a package refuses is refused here, too, such as a name that a ' +
      'router already has.',
    example: { router_ids: [2, 3] },
    answers: [answer(201, 'The copies, in the order of the routers.', PackageCopiesResponse)],
    errors: [copyNamesTaken(['Annex']), routerNotFound()],
  })
  @Post('packages/:id/copy')
  copy(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(packageNotFound) id: number,
    @Body() { router_ids: routerIds }: CopyPackageRequest,
  ) {
    return this.copies.copy(userId, id, routerIds);
  }

  @PortalAccess()
  @Describe({
    summary: 'List the packages of a router for a portal',
    description: 'The active packages, cheapest first.',
    answers: [answer(200, 'The active packages.', PackageListResponse)],
  })
  @Get(':id/packages')
  async listForPortal(@CurrentUser() caller: Caller, @IntegerIdParam(routerNotFound) id: number) {
    return PackageListResponse.of(await this.packages.getPackageList(caller, id));
  }
}

const changeIn = (body: ChangePackageRequest): PackageChange => ({
  name: body.name,
  routerId: body.router,
  packageType: body.package_type,
  durationHours: body.duration_hours,
  priceMinor: body.price?.minor,
  currency: body.currency,
  downloadSpeedMbps: body.download_speed_mbps,
  uploadSpeedMbps: body.upload_speed_mbps,
  deviceLimit: body.device_limit,
  dataCapMb: body.data_cap_mb,
  description: body.description,
  isActive: body.is_active,
});
