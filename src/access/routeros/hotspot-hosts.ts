import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Clock } from '../../common/clock.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { ReachRouter } from './reach-router.js';
import { RouterAccessRepository } from './router-access.repository.js';

/** What a router says about a device that a browser has named. */
export type HostVerdict = 'there' | 'not_there' | 'unknown';

/** A device at a router's hotspot, by the word of a browser. */
export interface NamedDevice {
  readonly routerId: number;
  readonly macAddress: string;
  /** Empty when it is not known. */
  readonly ipAddress: string;
}

/** How long a customer waits for the router's answer, in ms. */
const PATIENCE_MS = 400;
/** How long an answer holds, in ms. */
const VERDICT_MS = 60_000;
/** How long a router is left alone that cannot be asked, in ms. */
const REST_MS = 60_000;
/** The most questions at once, of all routers. Each router has one at a time. */
const MAX_AT_ONCE = 20;
/** The most verdicts and resting routers that are remembered; the oldest is forgotten first. */
const MAX_REMEMBERED = 5_000;

interface Asked {
  readonly verdict: Promise<HostVerdict>;
  readonly at: number;
}

/**
 * Asks routers that are reached by their REST API whether a device is in their list of hosts. Anybody can
 * write a MAC address into a link; a router knows who is at its hotspot. A router that is slow, away or
 * busy delays nobody: then nothing is known.
 */
@Injectable()
export class HotspotHosts {
  private readonly asked = new Map<string, Asked>();
  private readonly restingUntil = new Map<number, number>();
  private readonly busy = new Set<number>();

  constructor(
    private readonly repository: RouterAccessRepository,
    private readonly routers: ReachRouter,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What the router says, if it says it soon. Never throws. */
  async verdictOn(device: NamedDevice): Promise<HostVerdict> {
    const done = new AbortController();
    const patience = pause(PATIENCE_MS, 'unknown' as const, { ref: false, signal: done.signal });
    const verdict = await Promise.race([
      this.ask(device),
      patience.catch(() => 'unknown' as const),
    ]);
    done.abort();
    return verdict;
  }

  /** Asks, unless it was asked a moment ago. The answer may take as long as the router. */
  private ask(device: NamedDevice): Promise<HostVerdict> {
    const key = `${device.routerId} ${device.macAddress} ${device.ipAddress}`;
    const now = this.clock.now().getTime();
    const known = this.asked.get(key);
    if (known && now - known.at < VERDICT_MS && now >= known.at) return known.verdict;
    const { routerId } = device;
    const isResting = (this.restingUntil.get(routerId) ?? 0) > now;
    if (isResting || this.busy.has(routerId) || this.busy.size >= MAX_AT_ONCE) {
      return Promise.resolve('unknown');
    }
    const verdict = this.answered(device);
    remember(this.asked, key, { verdict, at: now });
    return verdict;
  }

  private async answered(device: NamedDevice): Promise<HostVerdict> {
    const { routerId, macAddress, ipAddress } = device;
    this.busy.add(routerId);
    try {
      const router = await this.repository.findRouterWithHosts(routerId);
      if (!router) return this.rest(routerId);
      const addresses = await this.routers.open(router).hostAddresses(macAddress);
      const isThere = ipAddress === '' ? addresses.length > 0 : addresses.includes(ipAddress);
      return isThere ? 'there' : 'not_there';
    } catch (error) {
      this.logger.warn({ routerId, err: error }, 'a router could not be asked about its hosts');
      return this.rest(routerId);
    } finally {
      this.busy.delete(routerId);
    }
  }

  private rest(routerId: number): HostVerdict {
    remember(this.restingUntil, routerId, this.clock.now().getTime() + REST_MS);
    return 'unknown';
  }
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  // Deleted first, so that the map stays in the order of its values.
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_REMEMBERED && oldest !== undefined) map.delete(oldest);
}
