import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../auth/access.decorators.js';
import { type Caller } from '../auth/caller.js';
import { IntegerIdParam } from '../common/http/path-ids.js';
import { answer, Describe, Tag } from '../common/openapi/describe.decorator.js';
import { ExecuteCommandRequest } from './router-devices.requests.js';
import {
  CommandResponse,
  ConnectionTestResponse,
  DeviceInfoResponse,
} from './router-devices.responses.js';
import { RouterDevicesService } from './router-devices.service.js';
import { routerFault, routerNotFound, routerPasswordUnreadable } from './router-errors.js';
import { RouterFault, type RouterFaultKind } from './router-os/router-fault.js';
import { LOGIN_REFUSED } from './router-os/router-os.errors.js';

/** An example message for each kind of fault. */
const FAULTS: Readonly<Record<RouterFaultKind, string>> = {
  address_refused: 'The address of the router leads to this server or its cloud.',
  credentials_refused: LOGIN_REFUSED,
  command_refused: 'The router refused: no such command prefix',
  certificate_refused: 'The certificate of the router is not valid.',
  bad_answer: "What answers at the router's address is not the REST API of RouterOS.",
  unreachable: 'The router cannot be reached. Check its address and that it is on.',
  timeout: 'The router did not answer within 10 seconds.',
};
const faults = Object.entries(FAULTS).map(([kind, sentence]) =>
  routerFault(new RouterFault(kind as RouterFaultKind, sentence)),
);

/** Calls operators' routers through the REST API of RouterOS. */
@Tag('Routers')
@Controller('routers/:id')
export class RouterDevicesController {
  constructor(private readonly devices: RouterDevicesService) {}

  @Describe({
    summary: 'Test the connection to a router',
    description: 'The result is stored as `is_online` and `last_checked` of the router.',
    answers: [answer(200, 'The result of the test.', ConnectionTestResponse)],
    errors: [routerPasswordUnreadable(undefined)],
  })
  @Post('test-connection')
  @HttpCode(200)
  async test(@CurrentUser() { userId }: Caller, @IntegerIdParam(routerNotFound) id: number) {
    return ConnectionTestResponse.of(await this.devices.test(userId, id));
  }

  @Describe({
    summary: 'Show the system information of a router',
    answers: [answer(200, 'The system information.', DeviceInfoResponse)],
    errors: [routerPasswordUnreadable(undefined), ...faults],
  })
  @Get('device-info')
  async info(@CurrentUser() { userId }: Caller, @IntegerIdParam(routerNotFound) id: number) {
    return DeviceInfoResponse.of({ routerId: id, ...(await this.devices.info(userId, id)) });
  }

  @Describe({
    summary: 'Execute a command on a router',
    description:
      "Any path of RouterOS's REST API. The last part may be the id or the name of a row, written " +
      'as it is: the server encodes it. A name with `/`, `?`, `#`, `%` or a backslash is reached ' +
      'by the id of its row.',
    example: { command: 'ip/hotspot/active', method: 'GET', data: { user: '0712345678' } },
    answers: [answer(200, 'The answer of the router.', CommandResponse)],
    errors: [routerPasswordUnreadable(undefined), ...faults],
  })
  @Post('execute-command')
  @HttpCode(200)
  async execute(
    @CurrentUser() { userId }: Caller,
    @IntegerIdParam(routerNotFound) id: number,
    @Body() { command, method, data }: ExecuteCommandRequest,
  ) {
    const result = await this.devices.execute(userId, id, { method, path: command, data });
    return CommandResponse.of({ routerId: id, result });
  }
}
