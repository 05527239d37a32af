import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { type Secret } from '../../common/crypto/secret.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { allowanceOf } from './allowance-of.js';
import { ChainWriter } from './chain-writer.js';
import { ReachRouter } from './reach-router.js';
import { RouterAccessRepository } from './router-access.repository.js';
import { RouterSlots } from '../router-slots.js';

/** When the sessions of the router are read, in ms: the customer is on the way to it. */
const OBSERVE_MS = 4_000;

/** The gap until a router is tried again that is busy, in ms. */
const BUSY_MS = 100;
/** How long a customer waits for the router, in ms. */
const PATIENCE_MS = 3_000;

/** A login ticket that was issued. */
export interface TicketForRouter {
  readonly chainId: string;
  /** User name and password. */
  readonly ticket: Secret;
  /** The only device that may use it; null: the first one that does. */
  readonly macAddress: string | null;
}

/**
 * Takes login tickets to routers with `routeros_api`, which know no ticket by themselves. Each becomes
 * a user with what is left of its chain. The comparison of the router removes it when nobody has used
 * it within ten minutes; else it belongs to the device that has used it, until the chain ends.
 */
@Injectable()
export class RouterTickets {
  constructor(
    private readonly repository: RouterAccessRepository,
    private readonly routers: ReachRouter,
    private readonly slots: RouterSlots,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Call it after the ticket was committed. Returns when the router has it, and at once for routers
   * that use another access method; after three seconds at most. Never throws: a customer whose ticket
   * the router does not know can log in with the code.
   */
  async put(issued: TicketForRouter): Promise<void> {
    const done = new AbortController();
    const work = this.write(issued, done.signal).catch((error: unknown) => {
      this.logger.warn({ chainId: issued.chainId, err: error }, 'a ticket is not at its router');
    });
    const patience = pause(PATIENCE_MS, undefined, { ref: false, signal: done.signal });
    await Promise.race([work, patience.catch(() => undefined)]);
    done.abort();
  }

  private async write(
    { chainId, ticket, macAddress }: TicketForRouter,
    patience: AbortSignal,
  ): Promise<void> {
    const chain = await this.repository.findChain(chainId);
    const allowance = chain && allowanceOf(chain);
    if (!allowance) return;
    const router = await this.repository.findRouter(chain.routerId);
    if (router?.accessMethod !== 'routeros_api' || router.archivedAt) return;
    if (router.unreachableSince) return;
    const add = () =>
      new ChainWriter(this.routers.open(router)).addTicket(allowance, ticket.reveal(), macAddress);
    while (!(await this.slots.run(router, add))) {
      await pause(BUSY_MS, undefined, { signal: patience });
    }
    // Whoever revoked the chain meanwhile has not seen the ticket.
    const now = await this.repository.findChain(chainId);
    if (now?.version !== chain.version) await this.repository.planChainLater(chainId, 0, 0);
    await this.repository.planObservation(router.id, OBSERVE_MS);
  }
}
