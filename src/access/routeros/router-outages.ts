import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { RouterFault, type RouterFaultKind } from '../../routers/router-os/router-fault.js';
import { type ReachedRouter, RouterAccessRepository } from './router-access.repository.js';
import { RouterOutagesRepository } from './router-outages.repository.js';

/** Faults that no call to the router would escape. A refused command may be the only one. */
const AWAY: ReadonlySet<RouterFaultKind> = new Set([
  'unreachable',
  'timeout',
  'address_refused',
  'certificate_refused',
  'credentials_refused',
]);

/** The first gap between two tries to reach a router that is away, and the longest, in ms. */
const FIRST_GAP_MS = 10_000;
const LONGEST_GAP_MS = 300_000;

/** Whether the router is away, and not only this call has failed. */
export const isAway = (error: unknown): error is RouterFault =>
  error instanceof RouterFault && AWAY.has(error.kind);

/** Notes when routers go away and come back, and gives customers the time that they lose by it. */
@Injectable()
export class RouterOutages {
  constructor(
    private readonly repository: RouterAccessRepository,
    private readonly outages: RouterOutagesRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Notes that a router cannot be reached, and plans the next try: the gaps grow. */
  async begin(router: ReachedRouter, { kind }: RouterFault): Promise<void> {
    const { isNew, awayMs } = await this.outages.begin(router.id);
    if (isNew) {
      this.logger.warn({ routerId: router.id, fault: kind }, 'a router cannot be reached');
    }
    const delayMs = Math.min(Math.max(awayMs / 4, FIRST_GAP_MS), LONGEST_GAP_MS);
    await this.repository.planRouter(router.id, delayMs);
  }

  /**
   * Forgets what the server knew of a router that it does not reach any more: its outage, without
   * adding time, and what was written to it. If it is used again, all customers wait for it.
   */
  async forget({ id, userId, unreachableSince }: ReachedRouter): Promise<void> {
    if (unreachableSince) await this.outages.end(id, unreachableSince, false);
    await this.outages.forgetDeliveries(userId, id);
  }

  /**
   * Ends the outage of a router that answers: adds the lost time first, and notes the end when all
   * chains have it. So it is added once, even if this is broken off or two servers do it.
   */
  async end({ id, userId, unreachableSince: since }: ReachedRouter): Promise<void> {
    if (!since) return;
    const waiting = await this.outages.findWaiting(userId, id, since);
    for (const chainId of waiting) await this.outages.addLostTime(chainId, since);
    if (!(await this.outages.end(id, since, true))) return;
    this.logger.info({ routerId: id, chains: waiting.length }, 'a router can be reached again');
  }
}
