import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { CurrentUser, PortalAccess } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdPipe } from '../common/http/path-ids.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { type Page } from '../common/pagination/page.js';
import { mapPage } from '../database/keyset.js';
import { routerNotFound } from '../routers/router-errors.js';
import { packageNotFound } from './package-errors.js';
import { packageResponse } from './package.response.js';
import { packagesDocs } from './packages.openapi.js';
import { type PackageChange } from './packages.repository.js';
import {
  ChangePackageRequest,
  CreatePackageRequest,
  ReplacePackageRequest,
} from './packages.requests.js';
import { PackagesService } from './packages.service.js';

type PackageResponse = ReturnType<typeof packageResponse>;

/** The packages of a router, as a portal shows them to its customers. */
export interface PackageListResponse {
  readonly router_id: number;
  readonly router_name: string;
  readonly packages: readonly PackageResponse[];
}

/** The packages of operators. */
@Tag('Packages')
@Controller('routers')
export class PackagesController {
  constructor(private readonly packages: PackagesService) {}

  @Describe(packagesDocs.create)
  @Post('packages')
  async create(
    @CurrentUser() { userId }: Caller,
    @Body() body: CreatePackageRequest,
  ): Promise<PackageResponse> {
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
      description: body.description,
      isActive: body.is_active,
    });
    return packageResponse(created);
  }

  @Describe(packagesDocs.list)
  @Get('packages')
  async list(
    @CurrentUser() { userId }: Caller,
    @PageOf(isIntegerId) page: PageAsked,
  ): Promise<Page<PackageResponse>> {
    return mapPage(await this.packages.list(userId, page), packageResponse);
  }

  @Describe(packagesDocs.get)
  @Get('packages/:id')
  async get(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(packageNotFound)) id: number,
  ): Promise<PackageResponse> {
    return packageResponse(await this.packages.getOwned(userId, id));
  }

  @Describe(packagesDocs.replace)
  @Put('packages/:id')
  async replace(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(packageNotFound)) id: number,
    @Body() body: ReplacePackageRequest,
  ): Promise<PackageResponse> {
    return packageResponse(await this.packages.update(userId, id, changeIn(body)));
  }

  @Describe(packagesDocs.change)
  @Patch('packages/:id')
  async change(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(packageNotFound)) id: number,
    @Body() body: ChangePackageRequest,
  ): Promise<PackageResponse> {
    return packageResponse(await this.packages.update(userId, id, changeIn(body)));
  }

  @Describe(packagesDocs.remove)
  @Delete('packages/:id')
  @HttpCode(204)
  async remove(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(packageNotFound)) id: number,
  ): Promise<void> {
    await this.packages.remove(userId, id);
  }

  @PortalAccess()
  @Describe(packagesDocs.listForPortal)
  @Get(':id/packages')
  async listForPortal(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(routerNotFound)) id: number,
  ): Promise<PackageListResponse> {
    const { routerId, routerName, packages } = await this.packages.getPackageList(userId, id);
    return {
      router_id: routerId,
      router_name: routerName,
      packages: packages.map((sold) => packageResponse({ sold, routerName })),
    };
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
  description: body.description,
  isActive: body.is_active,
});
