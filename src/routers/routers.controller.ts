import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { type PageAsked, PageOf } from '../common/http/paging.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { isIntegerId } from '../common/ids/integer-id.js';
import { answer, Describe, nothing, Tag } from '../common/openapi/describe.decorator.js';
import {
  nasAddressTaken,
  noTunnelAddress,
  routerNotFound,
  tooManyTunnelAddresses,
  tunnelKeyTaken,
} from './router-errors.js';
import { RouterPage, RouterResponse } from './router.response.js';
import {
  ChangeRouterRequest,
  CreateRouterRequest,
  ReplaceRouterRequest,
} from './routers.requests.js';
import { RoutersService } from './routers.service.js';

const example = {
  name: 'Mama Njeri Café',
  host: '10.0.0.1',
  port: 80,
  username: 'lipafi',
  password: 'a password of the router',
  use_https: false,
  access_method: 'radius',
};
const REFUSALS = [nasAddressTaken(), tunnelKeyTaken(), noTunnelAddress(), tooManyTunnelAddresses()];
const renamed = { name: 'Mama Njeri Café, upstairs' };

/** Operators' routers. */
@Tag('Routers')
@Controller('routers')
export class RoutersController {
  constructor(private readonly routers: RoutersService) {}

  @Describe({
    summary: 'Add a router',
    example,
    answers: [answer(201, 'The new router.', RouterResponse)],
    errors: REFUSALS,
  })
  @Post()
  async create(@CurrentUser() { userId }: Caller, @Body() body: CreateRouterRequest) {
    return RouterResponse.of(await this.routers.create(userId, fieldsIn(body)));
  }

  @Describe({
    summary: 'List routers',
    answers: [answer(200, 'A page of routers.', RouterPage)],
  })
  @Get()
  async list(@CurrentUser() { userId }: Caller, @PageOf(isIntegerId) page: PageAsked) {
    return RouterPage.of(await this.routers.list(userId, page));
  }

  @Describe({
    summary: 'Show a router',
    answers: [answer(200, 'The router.', RouterResponse)],
  })
  @Get(':id')
  async get(@CurrentUser() { userId }: Caller, @IntegerIdParam(routerNotFound) id: number) {
    return RouterResponse.of(await this.routers.getOwned(userId, id));
  }

  @Describe({
    summary: 'Replace a router',
    description: 'Absent optional fields keep their value, and so does an absent password.',
    example,
    answers: [answer(200, 'The changed router.', RouterResponse)],
    errors: REFUSALS,
  })
  @Put(':id')
  async replace(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(routerNotFound) id: number,
    @Body() body: ReplaceRouterRequest,
  ) {
    return RouterResponse.of(await this.routers.update(userId, id, fieldsIn(body)));
  }

  @Describe({
    summary: 'Change a router',
    example: renamed,
    answers: [
      answer(200, 'The changed router.', RouterResponse, { ...RouterResponse.example, ...renamed }),
    ],
    errors: REFUSALS,
  })
  @Patch(':id')
  async change(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(routerNotFound) id: number,
    @Body() body: ChangeRouterRequest,
  ) {
    return RouterResponse.of(await this.routers.update(userId, id, fieldsIn(body)));
  }

  @Describe({
    summary: 'Delete a router',
    description: 'Its packages are deleted too. A router with payments is archived instead.',
    answers: [nothing('The router is deleted.')],
  })
  @Delete(':id')
  @HttpCode(204)
  async remove(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(routerNotFound) id: number,
  ): Promise<void> {
    await this.routers.remove(userId, id);
  }
}

/** The names of the fields in the code. */
const fieldsIn = <Body extends ChangeRouterRequest>(body: Body) => ({
  name: body.name as Body['name'],
  host: body.host as Body['host'],
  port: body.port,
  username: body.username as Body['username'],
  password: body.password as Body['password'],
  useHttps: body.use_https as Body['use_https'],
  verifyCertificate: body.verify_certificate as Body['verify_certificate'],
  accessMethod: body.access_method as Body['access_method'],
  nasAddress: body.nas_address as Body['nas_address'],
  wireguardPublicKey: body.wireguard_public_key as Body['wireguard_public_key'],
  coaPort: body.coa_port as Body['coa_port'],
  portalUrl: body.portal_url as Body['portal_url'],
  preferredProvider: body.preferred_provider as Body['preferred_provider'],
});
