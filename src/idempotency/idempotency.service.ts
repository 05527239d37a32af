import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { type KeyedRequest } from './idempotency-key.js';
import { idempotencyErrors } from './idempotency-errors.js';
import {
  type HeldKey,
  IdempotencyRepository,
  type KeyHold,
  type StoredAnswer,
} from './idempotency.repository.js';

/** What a run may take besides waiting for a provider: a handful of statements of 10 s at most. */
const LEASE_MARGIN_MS = 45_000;
const MOST_TRIES = 5;

/** What to do with a request that came with a key. */
export type Verdict =
  | { readonly kind: 'run'; readonly hold: KeyHold }
  | { readonly kind: 'replay'; readonly answer: StoredAnswer }
  | { readonly kind: 'interrupted'; readonly paymentId: string };

/** Decides who runs, who gets an answer again, and who has to wait; see docs/adr/0011. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly repository: IdempotencyRepository,
    private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ApiError 422 another request has the key, 409 the same one is still running */
  async judge(request: KeyedRequest): Promise<Verdict> {
    const leaseMs = this.settings.intasend.timeoutMs + LEASE_MARGIN_MS;
    // Between losing the claim and reading who won it, the winner may fail and let go.
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const hold = await this.repository.claim(request, leaseMs);
      if (hold) return { kind: 'run', hold };
      const held = await this.repository.find(request);
      const verdict = held && verdictOn(held, request);
      if (verdict) return verdict;
    }
    throw idempotencyErrors.stillRunning();
  }

  /** Keeps the answer. The request is done: a fault in keeping it must not turn it into an error. */
  async finish(hold: KeyHold, answer: StoredAnswer): Promise<void> {
    await this.noting(() => this.repository.finish(hold, answer));
  }

  /** Lets go of the key of a request that failed, unless it has committed something. */
  async release(hold: KeyHold): Promise<void> {
    await this.noting(() => this.repository.release(hold));
  }

  /** Gives the key back after a run of which nothing was sent, also if it has committed a payment. */
  async discard(hold: KeyHold): Promise<void> {
    await this.noting(() => this.repository.discard(hold));
  }

  private async noting(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error }, 'an Idempotency-Key could not be updated');
    }
  }
}

/** Null when the key is to be had after all. */
function verdictOn(held: HeldKey, { fingerprint }: KeyedRequest): Verdict | null {
  if (held.fingerprint !== fingerprint) throw idempotencyErrors.usedOtherwise();
  if (held.answer) return { kind: 'replay', answer: held.answer };
  if (held.isRunning) throw idempotencyErrors.stillRunning();
  return held.paymentId === null ? null : { kind: 'interrupted', paymentId: held.paymentId };
}
