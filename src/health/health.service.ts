import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { HealthRepository } from './health.repository.js';
import { ShutdownState } from './shutdown-state.js';

/** Time limit for a check, in ms. A slower one counts as failed. */
const CHECK_TIMEOUT_MS = 2_000;
/** How long results are cached, in ms: anybody may call the route as often as they like. */
const CACHE_MS = 1_000;
/** How many keys are decrypted: one undecryptable key must not make the server unready. */
const SEALED_TRIED = 5;

/** The checks of readiness, and the sentence for each failure. */
const REASONS = {
  database: 'the database does not answer',
  migrations: 'the database lacks migrations or does not say',
  encryption_keys: 'the encryption keys do not open what the database holds, or it does not say',
} as const;
export type CheckName = keyof typeof REASONS;
export const CHECK_NAMES = Object.keys(REASONS) as CheckName[];

/** The result of one check. */
export interface CheckResult {
  readonly ok: boolean;
  /** The duration in ms. */
  readonly tookMs: number;
}

/** Whether the server is ready, and why not. */
export interface Readiness {
  readonly state: 'ready' | 'not_ready' | 'shutting_down';
  readonly checks: Readonly<Record<CheckName, CheckResult>>;
  /** A sentence for people; empty when ready. */
  readonly sentence: string;
}

/** Checks what the server depends on. Causes are only logged, because the answers are public. */
@Injectable()
export class HealthService {
  private readonly work: Readonly<Record<CheckName, () => Promise<void>>>;

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly shutdown: ShutdownState,
    repository: HealthRepository,
    keyRing: KeyRing,
  ) {
    this.work = {
      database: () => repository.ping(),
      migrations: async () => {
        const pending = await repository.pendingMigrations();
        if (pending.length > 0) throw new Error(`pending: ${pending.join(', ')}`);
      },
      encryption_keys: async () => {
        const sealed = await repository.newestSealed(SEALED_TRIED);
        if (sealed.length > 0 && !sealed.some((token) => opens(keyRing, token))) {
          throw new SealBrokenError();
        }
      },
    };
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all(CHECK_NAMES.map((name) => this.check(name)));
    const checks = Object.fromEntries(results) as Record<CheckName, CheckResult>;
    const failed = CHECK_NAMES.find((name) => !checks[name].ok);
    if (this.shutdown.isStopping) {
      return { state: 'shutting_down', checks, sentence: 'The server is shutting down.' };
    }
    return failed === undefined
      ? { state: 'ready', checks, sentence: '' }
      : { state: 'not_ready', checks, sentence: `The server is not ready: ${REASONS[failed]}.` };
  }

  private async check(name: CheckName): Promise<readonly [CheckName, CheckResult]> {
    const result = await this.indicators
      .check(name)
      .attempt(this.work[name])
      .withTimeout(CHECK_TIMEOUT_MS)
      .cacheFor(CACHE_MS);
    const { status, responseTime } = result[name] as { status: string; responseTime: number };
    return [name, { ok: status === 'up', tookMs: Math.round(responseTime) }];
  }
}

function opens(keyRing: KeyRing, token: string): boolean {
  try {
    keyRing.open(token);
    return true;
  } catch (error) {
    if (error instanceof SealBrokenError) return false;
    throw error;
  }
}
