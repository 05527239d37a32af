import { Inject, Injectable } from '@nestjs/common';
import { KeyRing } from '../common/crypto/key-ring.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { type KeyedRequest } from './idempotency-key.js';
import { idempotencyErrors } from './idempotency-errors.js';
import {
  type HeldKey,
  IdempotencyRepository,
  type KeyHold,
  type StoredAnswer,
} from './idempotency.repository.js';
import { sealAnswer, openAnswer } from './sealed-answer.js';

/** Time besides the provider call: a few statements of at most 10 s each. */
const LEASE_MARGIN_MS = 45_000;
const MAX_TRIES = 5;

/** How to handle a request with a key. */
export type Verdict =
  | { readonly kind: 'run'; readonly hold: KeyHold }
  | { readonly kind: 'replay'; readonly answer: StoredAnswer }
  | { readonly kind: 'interrupted'; readonly paymentId: string };

/** Decides whether a request is executed, replayed or refused; see docs/adr/0011. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly repository: IdempotencyRepository,
    private readonly providers: ProviderRegistry,
    private readonly keyRing: KeyRing,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ApiError 422 another request has the key, 409 the same one is still running */
  async judge(request: KeyedRequest): Promise<Verdict> {
    const leaseMs = this.providers.maxTimeoutMs + LEASE_MARGIN_MS;
    // Between a lost claim and reading its holder, the holder may fail and release the key.
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const hold = await this.repository.claim(request, leaseMs);
      if (hold) return { kind: 'run', hold };
      const held = await this.repository.find(request);
      const verdict = held && this.verdictOn(held, request);
      if (verdict) return verdict;
    }
    throw idempotencyErrors.stillRunning();
  }

  /**
   * Stores the answer. A failure to store it does not fail the request, which is done.
   * @param secrets the fields of the body that are stored sealed
   */
  async finish(
    hold: KeyHold,
    answer: StoredAnswer,
    secrets: readonly string[] = [],
  ): Promise<void> {
    await this.bestEffort(() =>
      this.repository.finish(hold, sealAnswer(answer, secrets, this.keyRing)),
    );
  }

  /** Releases the key of a failed request, unless it committed a payment. */
  async release(hold: KeyHold): Promise<void> {
    await this.bestEffort(() => this.repository.release(hold));
  }

  /** Deletes the key after an execution that sent nothing, even if it committed a payment. */
  async discard(hold: KeyHold): Promise<void> {
    await this.bestEffort(() => this.repository.discard(hold));
  }

  private async bestEffort(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error({ err: error }, 'an Idempotency-Key could not be updated');
    }
  }

  /** Null when the key is free after all. */
  private verdictOn(
    { answer, secretsSealed, ...held }: HeldKey,
    { fingerprint }: KeyedRequest,
  ): Verdict | null {
    if (held.fingerprint !== fingerprint) throw idempotencyErrors.keyReused();
    if (answer) {
      return { kind: 'replay', answer: openAnswer({ answer, secretsSealed }, this.keyRing) };
    }
    if (held.isRunning) throw idempotencyErrors.stillRunning();
    return held.paymentId === null ? null : { kind: 'interrupted', paymentId: held.paymentId };
  }
}
