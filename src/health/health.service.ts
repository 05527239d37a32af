import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { KeyRing, SealBrokenError } from '../common/crypto/key-ring.js';
import { HealthRepository } from './health.repository.js';
import { ShutdownState } from './shutdown-state.js';

/** Longer than this, and the server is as good as not ready. */
const CHECK_TIMEOUT_MS = 2_000;
/** Anybody may ask, as often as they like; the database hears of it once a second. */
const CACHE_MS = 1_000;
/** One operator's keys from elsewhere must not make the server unfit for all. */
const SEALED_TRIED = 5;

/** What has to hold for the server to do its work, and what is said when it does not. */
const REASONS = {
  database: 'the database does not answer',
  migrations: 'the database lacks migrations or does not say',
  encryption_keys: 'the encryption keys do not open what the database holds, or it does not say',
} as const;
export type CheckName = keyof typeof REASONS;
export const CHECK_NAMES = Object.keys(REASONS) as CheckName[];

/** How one check went. */
export interface CheckResult {
  readonly ok: boolean;
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
}

/** Whether the server is fit to be sent requests, and why not. */
export interface Readiness {
  readonly state: 'ready' | 'not_ready' | 'shutting_down';
  readonly checks: Readonly<Record<CheckName, CheckResult>>;
  /** For people; empty when ready. */
  readonly sentence: string;
}

/** Checks what the server stands on. Causes stay here: the answers are open to anyone. */
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
