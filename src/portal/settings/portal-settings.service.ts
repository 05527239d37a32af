import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { LogoLimit } from '../../rate-limits/logo-limit.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { RoutersService } from '../../routers/routers.service.js';
import { isSmallLogo, logoFrom } from './logo/logo.js';
import { LookCache } from './look-cache.js';
import { NO_PORTAL_FIELDS, type PortalFields, type PortalLook } from './portal-look.js';
import { PortalSettingsRepository } from './portal-settings.repository.js';
import { type ShownPortalSettings } from './portal-settings.response.js';

/** Manages how the hosted portal looks. */
@Injectable()
export class PortalSettingsService {
  private readonly looks: LookCache;

  constructor(
    private readonly repository: PortalSettingsRepository,
    private readonly routers: RoutersService,
    private readonly logoLimit: LogoLimit,
    clock: Clock,
  ) {
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

  /**
   * The settings for a router, or for all routers of an operator.
   * @param routerId null for all routers
   * @throws ApiError 404
   */
  async get(userId: number, routerId: number | null): Promise<ShownPortalSettings> {
    if (routerId !== null) await this.routers.getOwned(userId, routerId);
    const found = await this.repository.find(userId, routerId);
    return { ...(found ?? NO_PORTAL_FIELDS), routerId };
  }

  /**
   * Replaces the settings for a router, or for all routers. An uploaded logo is encoded anew; one that
   * is the stored one stays.
   * @throws ApiError 400 for a logo that cannot be read, 404, 429 after too many logos
   */
  async replace(
    userId: number,
    routerId: number | null,
    given: PortalFields,
  ): Promise<ShownPortalSettings> {
    const { logo: stored } = await this.get(userId, routerId);
    const logo = given.logo === stored ? stored : await this.logoFrom(userId, given.logo);
    const isStored = await this.repository.replace(userId, routerId, { ...given, logo });
    if (!isStored) throw routerNotFound();
    this.looks.clear();
    return { ...given, logo, routerId };
  }

  /**
   * A logo as it would be stored. One that is as small as stored ones are is taken as it is: a preview
   * is asked for at each key that is pressed, and stores nothing.
   * @throws ApiError 400 for a logo that cannot be read, 429 after too many logos
   */
  async previewLogo(userId: number, upload: string | null): Promise<string | null> {
    return upload !== null && isSmallLogo(upload) ? upload : this.logoFrom(userId, upload);
  }

  private async logoFrom(userId: number, upload: string | null): Promise<string | null> {
    if (upload === null) return null;
    await this.logoLimit.consume(userId);
    return logoFrom(upload);
  }
}
