import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { RouterFault } from '../../routers/router-os/router-fault.js';
import { ChainWriter } from './chain-writer.js';
import { ReachRouter } from './reach-router.js';
import {
  type ChainFacts,
  type ReachedRouter,
  RouterAccessRepository,
} from './router-access.repository.js';
import { type RouterHotspot } from './router-hotspot.js';
import { type ApplyEntitlementPayload } from './router-jobs.js';
import { isAway, RouterOutages } from './router-outages.js';
import { RouterSlots } from '../router-slots.js';
import { allowanceOf } from './allowance-of.js';
import { type Allowance, tagOf } from './wanted-user.js';

/** The gaps between tries while the router is busy with other chains, in ms. */
const BUSY_MS = 400;
const MAX_BUSY_MS = 15_000;
/** When the sessions of a router are read after something was written there, in ms. */
const OBSERVE_MS = 4_000;
/** Devices that are logged in at once when their user is new. */
const MAX_DIRECT_LOGINS = 3;

/**
 * Makes one router agree with one chain of entitlements: its user is there while the chain may be
 * used, and gone with its sessions and cookies afterwards. It looks at the state, not at what has
 * changed, so it may run at any time and any number of times.
 */
@Injectable()
export class ApplyEntitlementService {
  constructor(
    private readonly repository: RouterAccessRepository,
    private readonly outages: RouterOutages,
    private readonly routers: ReachRouter,
    private readonly slots: RouterSlots,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Carries out the job. It plans itself again for the next start or end of the chain.
   * @throws RouterFault when the router refuses something; the job is tried again
   */
  async apply({ chainId, waits = 0 }: ApplyEntitlementPayload): Promise<void> {
    const chain = await this.repository.findChain(chainId);
    if (!chain) return;
    const router = await this.repository.findRouter(chain.routerId);
    if (router?.accessMethod !== 'routeros_api' || router.archivedAt) return;
    let nextAt = chain.nextAt;
    // Whoever notices that it can be reached again looks at all its chains.
    if (!router.unreachableSince) {
      const hasRun = await this.slots.run(router, async () => {
        nextAt = await this.applyNewest(router, chain);
      });
      if (!hasRun) {
        const delayMs = Math.min(BUSY_MS * 2 ** waits, MAX_BUSY_MS);
        await this.repository.planChainLater(chainId, waits + 1, delayMs);
        return;
      }
    }
    // The next job takes the key of this one, which is not tried again after that.
    if (nextAt) await this.repository.planChain(chainId, nextAt);
  }

  /**
   * Writes what the chain is, until nothing has changed meanwhile: a job for that change may have run
   * beside this one, and what this one wrote last would be old.
   * @returns when the chain starts or ends next
   */
  private async applyNewest(router: ReachedRouter, found: ChainFacts): Promise<Date | null> {
    let chain: ChainFacts | null = found;
    try {
      const hotspot = this.routers.open(router);
      for (let version = ''; chain && chain.version !== version;) {
        version = chain.version;
        await this.applyAt(router, hotspot, chain);
        chain = await this.repository.findChain(chain.chainId);
      }
    } catch (error) {
      if (!isAway(error)) throw error;
      await this.outages.begin(router, error);
    }
    return chain?.nextAt ?? null;
  }

  private async applyAt(
    router: ReachedRouter,
    hotspot: RouterHotspot,
    chain: ChainFacts,
  ): Promise<void> {
    const allowance = allowanceOf(chain);
    if (allowance) await this.admit(router, hotspot, allowance);
    else await this.remove(router, hotspot, chain);
  }

  private async admit(
    router: ReachedRouter,
    hotspot: RouterHotspot,
    allowance: Allowance,
  ): Promise<void> {
    const { chainId, code } = allowance;
    const writer = new ChainWriter(hotspot);
    const users = await hotspot.users(tagOf(chainId));
    const isNew = !users.some(({ name }) => name === code);
    // Nobody can be logged in with a user that was not there.
    const { sessions, active } = isNew
      ? { sessions: [], active: [] }
      : await this.sessionsOf(router, hotspot, chainId);
    await writer.write(allowance, { users, sessions, active });
    await this.repository.recordDelivery(chainId);
    await writer.end(sessions.filter(({ reason }) => reason !== null));
    await writer.renew(
      allowance,
      sessions.filter(({ reason }) => reason === null),
    );
    if (isNew) await this.logDevicesIn(router, hotspot, allowance);
    await this.repository.planObservation(router.id, OBSERVE_MS);
  }

  private async remove(
    router: ReachedRouter,
    hotspot: RouterHotspot,
    { chainId, code }: ChainFacts,
  ): Promise<void> {
    const users = await hotspot.users(tagOf(chainId));
    const { sessions, active } = await this.sessionsOf(router, hotspot, chainId);
    if (users.length === 0 && sessions.length === 0) return;
    await new ChainWriter(hotspot).remove(code, { users, sessions, active });
    await this.repository.recordSessions(router.id, await hotspot.active());
  }

  private async sessionsOf(router: ReachedRouter, hotspot: RouterHotspot, chainId: string) {
    const active = await hotspot.active();
    const sessions = await this.repository.recordSessions(router.id, active);
    return { active, sessions: sessions.filter((session) => session.chainId === chainId) };
  }

  /**
   * Logs the devices of a new user in that wait at the router, so that they need not do anything. If
   * that fails, the customer logs in with the code.
   */
  private async logDevicesIn(
    router: ReachedRouter,
    hotspot: RouterHotspot,
    { chainId, code }: Allowance,
  ): Promise<void> {
    const devices = await this.repository.findDevices(chainId);
    let loggedIn = 0;
    for (const mac of devices.slice(0, MAX_DIRECT_LOGINS)) {
      try {
        const address = await hotspot.waitingHost(mac);
        if (address === null) continue;
        await hotspot.login(code, mac, address);
        loggedIn += 1;
      } catch (error) {
        if (!(error instanceof RouterFault) || isAway(error)) throw error;
        this.logger.debug({ routerId: router.id, err: error }, 'a device was not logged in');
      }
    }
    if (loggedIn > 0) await this.repository.recordSessions(router.id, await hotspot.active());
  }
}
