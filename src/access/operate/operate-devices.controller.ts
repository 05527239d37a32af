import { Body, Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { CurrentUser } from '../../auth/access.decorators.js';
import { type Caller } from '../../auth/caller.js';
import { UuidParam } from '../../common/http/path-ids.js';
import { MacParam } from '../../common/http/path-mac.js';
import { answer, Describe, nothing, Tag } from '../../common/openapi/describe.decorator.js';
import { Idempotent } from '../../idempotency/idempotency.interceptor.js';
import { accessErrors } from '../access-errors.js';
import { EntitlementResponse } from '../read/entitlement.response.js';
import { OperateDevicesService } from './operate-devices.service.js';
import { AttachDeviceRequest, DisconnectRequest } from './operate.requests.js';

const device = { mac_address: 'AA:BB:CC:DD:EE:FF' };

/** The devices of an entitlement, which its chain shares. */
@Tag('Access')
@Controller('access/entitlements/:id')
export class OperateDevicesController {
  constructor(private readonly devices: OperateDevicesService) {}

  @Idempotent()
  @Describe({
    summary: 'Disconnect the devices of an entitlement',
    description:
      'Asks the router to end the sessions of all devices, or of the one that is named. Access and ' +
      'devices stay, so a device may log in again: revoke the entitlement to end access. Whether the ' +
      'router did it, `GET /access/sessions/` shows.',
    example: device,
    answers: [answer(200, 'The entitlement.', EntitlementResponse)],
    errors: [accessErrors.ended()],
  })
  @Post('disconnect')
  @HttpCode(200)
  disconnect(
    @CurrentUser() caller: Caller,
    @UuidParam(accessErrors.entitlementNotFound) id: string,
    @Body() { mac_address: macAddress }: DisconnectRequest,
  ) {
    return this.devices.disconnect(caller, id, macAddress);
  }

  @Idempotent()
  @Describe({
    summary: 'Attach a device',
    description:
      'It can log in without the code then. When as many devices as were sold are attached, it ' +
      'replaces the one that has been idle longest; three a day are replaced at most.',
    example: device,
    answers: [answer(200, 'The entitlement with its devices.', EntitlementResponse)],
    errors: [accessErrors.ended(), accessErrors.deviceLimit()],
  })
  @Post('devices')
  @HttpCode(200)
  attach(
    @CurrentUser() caller: Caller,
    @UuidParam(accessErrors.entitlementNotFound) id: string,
    @Body() { mac_address: macAddress }: AttachDeviceRequest,
  ) {
    return this.devices.attach(caller, id, macAddress);
  }

  @Describe({
    summary: 'Remove a device',
    description:
      'Its login tickets and its sessions end. It may log in again with the code while there is room.',
    answers: [nothing('The device is removed.')],
    errors: [accessErrors.ended()],
  })
  @Delete('devices/:mac')
  @HttpCode(204)
  async remove(
    @CurrentUser() caller: Caller,
    @UuidParam(accessErrors.entitlementNotFound) id: string,
    @MacParam(accessErrors.deviceNotFound) macAddress: string,
  ): Promise<void> {
    await this.devices.remove(caller, id, macAddress);
  }
}
