import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { RouterFault } from '../../routers/router-os/router-fault.js';
import { allowanceOf } from './allowance-of.js';
import { type ChainAtRouter, ChainWriter } from './chain-writer.js';
import { ReachRouter } from './reach-router.js';
import {
  type ChainFacts,
  type ChainSession,
  type ReachedRouter,
  RouterAccessRepository,
} from './router-access.repository.js';
import { type ActiveSession, type RouterHotspot, RouterTimeOver } from './router-hotspot.js';
import { type RouterPayload } from './router-jobs.js';
import { isAway, RouterOutages } from './router-outages.js';
import { RouterSlots } from '../router-slots.js';
import { chainOfTag, isTicket, type RouterRow } from './wanted-user.js';

/** The gap until a router is tried again that is busy, in ms. */
const BUSY_MS = 3_000;
/** How often the sessions of a router are read: while customers wait for it, and otherwise, in ms. */
const OBSERVE_EARLY_MS = 5_000;
const OBSERVE_MS = 60_000;
/** Chains that one run corrects. Another run follows at once. */
const MAX_CORRECTIONS = 100;
/** Tries to clear a router that is not used any more, and the first gap between them, in ms. */
const CLEARING_TRIES = 10;
const CLEARING_GAP_MS = 5_000;

/** What a router has that is ours. */
interface RouterState {
  /** The users of each chain that has any. */
  readonly users: ReadonlyMap<string, readonly RouterRow[]>;
  readonly sessions: readonly ChainSession[];
  /** All sessions of the router. */
  readonly active: readonly ActiveSession[];
}

const atRouter = ({ users, sessions, active }: RouterState, chainId: string): ChainAtRouter => ({
  users: users.get(chainId) ?? [],
  sessions: sessions.filter((session) => session.chainId === chainId),
  active,
});

/**
 * Compares a router with all its entitlements, in both directions, and corrects the router. Rows that
 * others have written are neither changed nor removed.
 */
@Injectable()
export class ApplyRouterService {
  constructor(
    private readonly repository: RouterAccessRepository,
    private readonly outages: RouterOutages,
    private readonly routers: ReachRouter,
    private readonly slots: RouterSlots,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Plans a comparison of every router with entitlements, or one that is away. */
  planAll(): Promise<void> {
    return this.repository.planAllRouters(true);
  }

  /** Compares and corrects one router. Also notices that one can be reached again. */
  async apply({ routerId, tries = 0 }: RouterPayload): Promise<void> {
    const router = await this.repository.findRouter(routerId);
    if (!router) return;
    const isUsed = router.accessMethod === 'routeros_api' && !router.archivedAt;
    const hasRun = await this.slots.run(router, () =>
      isUsed ? this.compare(router) : this.clear(router, tries),
    );
    if (!hasRun) await this.repository.planRouter(routerId, BUSY_MS, tries);
  }

  /** Reads the sessions of a router, and ends those that have to. */
  async observe({ routerId }: RouterPayload): Promise<void> {
    const router = await this.repository.findRouter(routerId);
    if (router?.accessMethod !== 'routeros_api' || router.archivedAt) return;
    if (router.unreachableSince) return;
    const hasRun = await this.slots.run(router, () => this.observeNow(router));
    if (!hasRun) await this.repository.planObservation(routerId, BUSY_MS);
  }

  private async observeNow(router: ReachedRouter): Promise<void> {
    try {
      const hotspot = this.routers.open(router);
      const sessions = await this.repository.recordSessions(router.id, await hotspot.active());
      const chains = await this.repository.findRunning(router);
      await this.lookAfterSessions(new ChainWriter(hotspot), sessions, chains);
      await this.planObservation(router, chains);
    } catch (error) {
      await this.follow(router, error);
    }
  }

  private async compare(router: ReachedRouter): Promise<void> {
    try {
      const hotspot = this.routers.open(router);
      // The users are read first: a user in the list was written for a row that exists.
      const state = await this.read(router, hotspot);
      await this.outages.end(router);
      const chains = await this.repository.findRunning(router);
      const isDone = await this.correct(router, hotspot, state, chains);
      await this.lookAfterSessions(new ChainWriter(hotspot), state.sessions, chains);
      await this.planObservation(router, chains);
      if (!isDone) await this.repository.planRouter(router.id, 0);
    } catch (error) {
      await this.follow(router, error);
    }
  }

  /** What comes after a run that broke off. @throws the error when the job has to be tried again */
  private async follow(router: ReachedRouter, error: unknown): Promise<void> {
    if (error instanceof RouterTimeOver) await this.repository.planRouter(router.id, BUSY_MS);
    // A host that is no router, or one that fails, is as good as away for its customers.
    else if (isAway(error) || (error instanceof RouterFault && error.kind === 'bad_answer')) {
      await this.outages.begin(router, error);
    } else throw error;
  }

  private async read({ id }: ReachedRouter, hotspot: RouterHotspot): Promise<RouterState> {
    const users = new Map<string, RouterRow[]>();
    for (const row of await hotspot.users()) {
      const chainId = chainOfTag(row['comment']);
      if (chainId !== null) users.set(chainId, [...(users.get(chainId) ?? []), row]);
    }
    const active = await hotspot.active();
    return { users, active, sessions: await this.repository.recordSessions(id, active) };
  }

  /** @returns false when something is left to correct */
  private async correct(
    router: ReachedRouter,
    hotspot: RouterHotspot,
    state: RouterState,
    chains: readonly ChainFacts[],
  ): Promise<boolean> {
    const writer = new ChainWriter(hotspot);
    const { users } = state;
    const names = [...users.values()].flat().map(({ name }) => name ?? '');
    const unusable = await this.repository.findUnusableTickets(names.filter(isTicket));
    let corrections = 0;
    const note = (chainId: string, what: string): boolean => {
      this.logger.debug({ routerId: router.id, chainId }, what);
      corrections += 1;
      return corrections >= MAX_CORRECTIONS;
    };

    const running = new Set(chains.map(({ chainId }) => chainId));
    const others = [...users.keys()].filter((chainId) => !running.has(chainId));
    for (const chainId of await this.repository.findOwn(router.id, others)) {
      // It may have been bought again since the list was read.
      const chain = await this.repository.findChain(chainId);
      if (!chain || allowanceOf(chain)) continue;
      await this.orLater(chainId, async () => {
        await writer.remove(chain.code, atRouter(state, chainId));
        return true;
      });
      if (note(chainId, 'removed users of a chain that is over')) return false;
    }
    for (const chain of chains) {
      const allowance = allowanceOf(chain);
      if (!allowance) continue;
      const { chainId, nextAt } = chain;
      const isChanged = await this.orLater(chainId, async () => {
        const isWritten = await writer.write(allowance, atRouter(state, chainId), unusable);
        if (!chain.isDelivered) await this.repository.recordDelivery(chainId);
        return isWritten;
      });
      if (nextAt && !chain.isDelivered) await this.repository.planChain(chainId, nextAt);
      if (!isChanged) continue;
      // It may have changed since it was read.
      await this.repository.planChainLater(chainId, 0, 0);
      if (note(chainId, 'corrected users of a chain')) return false;
    }
    return true;
  }

  /**
   * A refusal that concerns one chain keeps no other from its router: a job of its own repeats it.
   * @returns what the work returns; false when it was refused
   */
  private async orLater(chainId: string, work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RouterFault) || error.kind !== 'command_refused') throw error;
      this.logger.warn({ chainId, err: error }, 'the router refuses a user');
      await this.repository.planChainLater(chainId, 0, 0);
      return false;
    }
  }

  private async lookAfterSessions(
    writer: ChainWriter,
    sessions: readonly ChainSession[],
    chains: readonly ChainFacts[],
  ): Promise<void> {
    const ending = sessions.filter(({ reason }) => reason !== null);
    await writer.end(ending);
    // A chain that is used up has to lose its user as well.
    for (const chainId of new Set(ending.map((session) => session.chainId))) {
      await this.repository.planChainLater(chainId, 0, 0);
    }
    for (const chain of chains) {
      const allowance = allowanceOf(chain);
      if (!allowance) continue;
      await writer.renew(
        allowance,
        sessions.filter(({ chainId, reason }) => chainId === chain.chainId && reason === null),
      );
    }
  }

  private async planObservation(
    router: ReachedRouter,
    chains: readonly ChainFacts[],
  ): Promise<void> {
    if (chains.length === 0) return;
    const isAwaited = chains.some(({ isAwaited: awaited }) => awaited);
    await this.repository.planObservation(router.id, isAwaited ? OBSERVE_EARLY_MS : OBSERVE_MS);
  }

  /** Takes everything of ours from a router that was archived or uses another access method now. */
  private async clear(router: ReachedRouter, tries: number): Promise<void> {
    await this.outages.forget(router);
    if (router.passwordSealed === '') return;
    try {
      const hotspot = this.routers.open(router);
      const state = await this.read(router, hotspot);
      const writer = new ChainWriter(hotspot);
      for (const chainId of await this.repository.findOwn(router.id, [...state.users.keys()])) {
        const chain = await this.repository.findChain(chainId);
        if (chain) await writer.remove(chain.code, atRouter(state, chainId));
      }
      await this.repository.forgetPassword(router.id);
    } catch (error) {
      if (!(error instanceof RouterFault || error instanceof RouterTimeOver)) throw error;
      await this.clearLater(router, tries, error);
    }
  }

  private async clearLater(router: ReachedRouter, tries: number, error: Error): Promise<void> {
    if (tries < CLEARING_TRIES) {
      await this.repository.planRouter(router.id, CLEARING_GAP_MS * 2 ** tries, tries + 1);
      return;
    }
    this.logger.warn({ routerId: router.id, err: error }, 'a router that is not used keeps users');
    await this.repository.forgetPassword(router.id);
  }
}
