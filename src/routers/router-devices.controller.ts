import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { IntegerIdPipe } from '../common/http/path-ids.js';
import { Describe, Tag } from '../common/openapi/describe.decorator.js';
import { routerDevicesDocs } from './router-devices.openapi.js';
import { ExecuteCommandRequest } from './router-devices.requests.js';
import { connectionTestResponse, deviceInfoResponse } from './router-devices.responses.js';
import { RouterDevicesService } from './router-devices.service.js';
import { routerNotFound } from './router-errors.js';

/** The answer of a router to a command. */
export interface CommandResponse {
  readonly router_id: number;
  readonly result: unknown;
}

/** Calls operators' routers through the REST API of RouterOS. */
@Tag('Routers')
@Controller('routers/:id')
export class RouterDevicesController {
  constructor(private readonly devices: RouterDevicesService) {}

  @Describe(routerDevicesDocs.test)
  @Post('test-connection')
  @HttpCode(200)
  async test(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(routerNotFound)) id: number,
  ): Promise<ReturnType<typeof connectionTestResponse>> {
    return connectionTestResponse(await this.devices.test(userId, id));
  }

  @Describe(routerDevicesDocs.info)
  @Get('device-info')
  async info(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(routerNotFound)) id: number,
  ): Promise<ReturnType<typeof deviceInfoResponse>> {
    return deviceInfoResponse(id, await this.devices.info(userId, id));
  }

  @Describe(routerDevicesDocs.execute)
  @Post('execute-command')
  @HttpCode(200)
  async execute(
    @CurrentUser() { userId }: Caller,
    @Param('id', new IntegerIdPipe(routerNotFound)) id: number,
    @Body() { command, method, data }: ExecuteCommandRequest,
  ): Promise<CommandResponse> {
    const result = await this.devices.execute(userId, id, { method, path: command, data });
    return { router_id: id, result };
  }
}
