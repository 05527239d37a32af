import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../../auth/security-log.js';
import { Clock } from '../../common/clock.js';
import { accessMethodMissing, noRadiusRouter, noRestApi } from '../../routers/router-errors.js';
import { type RouterEntity } from '../../routers/router.entity.js';
import { RoutersService } from '../../routers/routers.service.js';
import { type Nas, NasRepository, type Rotation } from '../radius/nas.repository.js';
import { checklistOf, type ChecklistStep } from './checklist.js';
import { type HotspotFile, hotspotFiles } from './hotspot-files.js';
import { type RouterOsVersion } from './router-os-version.js';
import { RouterSetupRepository } from './router-setup.repository.js';
import { SetupTargets } from './setup-targets.js';
import { type RadiusTarget, setupScript, type TunnelTarget } from './setup-script.js';

/** Everything that an operator needs to set a router up. */
export interface RouterSetup {
  readonly router: RouterEntity;
  readonly version: RouterOsVersion;
  readonly script: string;
  readonly files: readonly HotspotFile[];
  readonly portalUrl: string;
  readonly walledGarden: readonly string[];
  /** Null unless the router uses RADIUS. */
  readonly radius: (RadiusTarget & Nas) | null;
  /** Null where this server has no tunnel. */
  readonly tunnel: TunnelTarget | null;
  readonly checklist: readonly ChecklistStep[];
}

/** What the server has heard of a router so far. */
export interface RouterProgress {
  readonly router: RouterEntity;
  /** Its last packet, or the last connection test if it succeeded; null: nothing yet. */
  readonly lastHeardAt: Date | null;
  /** With RADIUS: its last packet, when nothing has come since although a device was online. */
  readonly silentSince: Date | null;
  readonly checklist: readonly ChecklistStep[];
}

/** Prepares what a router is set up with, and replaces its RADIUS secret. */
@Injectable()
export class RouterSetupService {
  constructor(
    private readonly routers: RoutersService,
    private readonly nas: NasRepository,
    private readonly repository: RouterSetupRepository,
    private readonly targets: SetupTargets,
    private readonly clock: Clock,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Returns the set-up of a router for a version of RouterOS, with its secret.
   * @throws ApiError 404, 409 when the server gives no access through it, 400 when that version cannot
   */
  async setupOf(userId: number, id: number, version: RouterOsVersion): Promise<RouterSetup> {
    const router = await this.routers.getOwned(userId, id);
    if (router.accessMethod === 'none') throw accessMethodMissing();
    if (router.accessMethod === 'routeros_api' && version === '6') throw noRestApi();
    const nas = router.accessMethod === 'radius' ? await this.nas.find(userId, id) : null;
    const radius = nas && { ...nas, ...this.targets.radius };
    const tunnel = this.targets.tunnelFor(router);
    const hostedPortal = this.targets.hostedPortal(await this.routers.portalSlugOf(router));
    const portalUrl = router.portalUrl ?? hostedPortal;
    const walledGarden = this.targets.walledGarden(
      portalUrl,
      await this.repository.findProvidersInUse(userId),
    );
    const facts = { router, version, radius: radius ?? undefined, tunnel, walledGarden };
    const firstSessionAt = await this.repository.findFirstSession(userId, id);
    await this.log.add('router_setup_shown', { userId, routerId: id });
    return {
      router,
      version,
      script: setupScript(facts),
      files: hotspotFiles({ routerName: router.name, portalUrl }),
      portalUrl,
      walledGarden,
      radius,
      tunnel: tunnel ?? null,
      checklist: checklistOf({ router, nas, firstSessionAt }, this.clock.now()),
    };
  }

  /**
   * Returns what the server has heard of a router. It has no secret, so that it may be asked for often.
   * @throws ApiError 404, 409 when the server gives no access through it
   */
  async progressOf(userId: number, id: number): Promise<RouterProgress> {
    const router = await this.routers.getOwned(userId, id);
    if (router.accessMethod === 'none') throw accessMethodMissing();
    const nas = router.accessMethod === 'radius' ? await this.nas.find(userId, id) : null;
    const firstSessionAt = await this.repository.findFirstSession(userId, id);
    const lastReachedAt = router.isOnline ? router.lastChecked : null;
    return {
      router,
      lastHeardAt: nas ? nas.lastPacketAt : lastReachedAt,
      silentSince: nas?.silentSince ?? null,
      checklist: checklistOf({ router, nas, firstSessionAt }, this.clock.now()),
    };
  }

  /**
   * Replaces the RADIUS secret of a router.
   * @param keyHash SHA-256 of the Idempotency-Key of the request
   * @throws ApiError 404, or 409 when the router does not use RADIUS
   */
  async rotateSecret(userId: number, id: number, keyHash: string | null): Promise<Rotation> {
    const details = { userId, routerId: id };
    const rotation = await this.nas.rotate(userId, id, keyHash, (tx) =>
      this.log.record(tx, 'radius_secret_rotated', details),
    );
    if (!rotation) {
      await this.routers.getOwned(userId, id);
      throw noRadiusRouter();
    }
    if (!rotation.isReplay) this.log.write('radius_secret_rotated', details);
    return rotation;
  }
}
