import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdPipe } from '../common/http/path-ids.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { type Page } from '../common/pagination/page.js';
import { mapPage } from '../database/keyset.js';
import { routerNotFound } from './router-errors.js';
import { routerResponse } from './router.response.js';
import {
  ChangeRouterRequest,
  CreateRouterRequest,
  ReplaceRouterRequest,
} from './routers.requests.js';
import { routersDocs } from './routers.openapi.js';
import { type RouterChange, RoutersService } from './routers.service.js';

type RouterResponse = ReturnType<typeof routerResponse>;

/** Operators' routers. */
@Tag('Routers')
@Controller('routers')
export class RoutersController {
  constructor(private readonly routers: RoutersService) {}

  @Describe(routersDocs.create)
  @Post()
  async create(
    @CurrentUser() { userId }: Caller,
    @Body() body: CreateRouterRequest,
  ): Promise<RouterResponse> {
    const { use_https: useHttps, verify_certificate: verifyCertificate, ...given } = body;
    const router = await this.routers.create(userId, { ...given, useHttps, verifyCertificate });
    return routerResponse(router);
  }

  @Describe(routersDocs.list)
  @Get()
  async list(
    @CurrentUser() { userId }: Caller,
    @PageOf(isIntegerId) page: PageAsked,
  ): Promise<Page<RouterResponse>> {
    return mapPage(await this.routers.list(userId, page), routerResponse);
  }

  @Describe(routersDocs.get)
  @Get(':id')
  async get(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(routerNotFound)) id: number,
  ): Promise<RouterResponse> {
    return routerResponse(await this.routers.getOwned(userId, id));
  }

  @Describe(routersDocs.replace)
  @Put(':id')
  async replace(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(routerNotFound)) id: number,
    @Body() body: ReplaceRouterRequest,
  ): Promise<RouterResponse> {
    return routerResponse(await this.routers.update(userId, id, changeIn(body)));
  }

  @Describe(routersDocs.change)
  @Patch(':id')
  async change(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(routerNotFound)) id: number,
    @Body() body: ChangeRouterRequest,
  ): Promise<RouterResponse> {
    return routerResponse(await this.routers.update(userId, id, changeIn(body)));
  }

  @Describe(routersDocs.remove)
  @Delete(':id')
  @HttpCode(204)
  async remove(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(routerNotFound)) id: number,
  ): Promise<void> {
    await this.routers.remove(userId, id);
  }
}

function changeIn(body: ChangeRouterRequest): RouterChange {
  const { use_https: useHttps, verify_certificate: verifyCertificate, ...given } = body;
  return { ...given, useHttps, verifyCertificate };
}
