import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { LookCache } from './look-cache.js';
import { type PortalLook } from './portal-look.js';
import { PortalSettingsRepository } from './portal-settings.repository.js';

/** Manages how the hosted portal looks. */
@Injectable()
export class PortalSettingsService {
  private readonly looks: LookCache;

  constructor(repository: PortalSettingsRepository, clock: Clock) {
    this.looks = new LookCache((userId, routerId) => repository.findLook(userId, routerId), clock);
  }

  /**
   * How the portal of a router looks: by the settings of the router, then those for all routers of
   * its operator, then the default. This process sees a change at once, and others within two seconds.
   * @throws ApiError 404
   */
  async lookOf(userId: number, routerId: number): Promise<PortalLook> {
    const look = await this.looks.find(userId, routerId);
    if (!look) throw routerNotFound();
    return look;
  }
}
