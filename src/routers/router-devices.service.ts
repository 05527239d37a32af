import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { KeyRing } from '../common/crypto/key-ring.js';
import { type Secret } from '../common/crypto/secret.js';
import { routerFault, routerFaultCode, routerPasswordUnreadable } from './router-errors.js';
import { type DeviceInfo, readDeviceInfo } from './router-os/device-info.js';
import { RouterFault } from './router-os/router-fault.js';
import {
  type RouterDevice,
  type RouterOsCall,
  RouterOsClient,
} from './router-os/router-os.client.js';
import { notRouterOs } from './router-os/router-os.errors.js';
import { type RouterEntity } from './router.entity.js';
import { RoutersRepository } from './routers.repository.js';
import { RoutersService } from './routers.service.js';

/** The result of a connection test. */
export interface ConnectionTest {
  readonly routerId: number;
  readonly isOnline: boolean;
  /** Null when the router was changed during the test, so that the result is not stored. */
  readonly lastChecked: Date | null;
  /** Why it is offline, as a stable code and a sentence. */
  readonly fault: { readonly code: string; readonly reason: string } | null;
}

/** Calls operators' routers. Each call uses a router of the caller and its stored password. */
@Injectable()
export class RouterDevicesService {
  constructor(
    private readonly routers: RoutersService,
    private readonly repository: RoutersRepository,
    private readonly client: RouterOsClient,
    private readonly keyRing: KeyRing,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Tests whether a router accepts its user name and password, and stores the result.
   * @throws ApiError 404, or 500 when the stored password cannot be decrypted
   */
  async test(userId: number, id: number): Promise<ConnectionTest> {
    const router = await this.routers.getOwned(userId, id);
    const fault = await this.faultOf(this.deviceOf(router));
    return {
      routerId: id,
      isOnline: fault === null,
      lastChecked: await this.repository.recordCheck(router, fault === null),
      fault: fault && { code: routerFaultCode(fault), reason: fault.message },
    };
  }

  /** Reads the system information of a router. @throws ApiError 404, 400, 502 or 504 */
  async info(userId: number, id: number): Promise<DeviceInfo> {
    const device = this.deviceOf(await this.routers.getOwned(userId, id));
    return withFaultsAnswered(() => this.read(device));
  }

  /**
   * Executes one command and returns the router's answer unchanged.
   * @throws ApiError 404, 400 with the router's reason when it refuses, 502 or 504
   */
  async execute(userId: number, id: number, call: RouterOsCall): Promise<unknown> {
    const device = this.deviceOf(await this.routers.getOwned(userId, id));
    // The data of a command may hold passwords. The row is there whatever the router answers.
    const command = `${call.method} ${call.path}`;
    await this.log.add('router_command', { userId, routerId: id, command });
    return withFaultsAnswered(() => this.client.call(device, call));
  }

  private async faultOf(device: RouterDevice): Promise<RouterFault | null> {
    try {
      await this.read(device);
      return null;
    } catch (error) {
      if (error instanceof RouterFault) return error;
      throw error;
    }
  }

  private async read(device: RouterDevice): Promise<DeviceInfo> {
    const get = (path: string): Promise<unknown> =>
      this.client.call(device, { method: 'GET', path });
    const resource = await get('system/resource');
    const info = readDeviceInfo(resource, await get('system/identity'));
    if (!info) throw notRouterOs();
    return info;
  }

  private deviceOf(router: RouterEntity): RouterDevice {
    const { host, port, username, useHttps, verifyCertificate } = router;
    const password = this.openPassword(router.passwordSealed);
    return { host, port, username, password, useHttps, verifyCertificate };
  }

  private openPassword(sealed: string): Secret {
    try {
      return this.keyRing.open(sealed);
    } catch (error) {
      throw routerPasswordUnreadable(error);
    }
  }
}

async function withFaultsAnswered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RouterFault ? routerFault(error) : error;
  }
}
