import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { lastRecheckMs } from '../payments/domain/follow-up.js';
import { type Heap, removeOldRows } from './heap.js';
import { RetentionRepository } from './retention.repository.js';

/** How long events about nothing of ours are kept, in hours. */
const STRAY_HOURS = 3;

/**
 * Lets go of webhooks that have been kept for as long as the settings say; 0 keeps them for ever.
 * Keys that were replaced or deleted go once no attempt that was made with them is asked about.
 * Payments and their histories are the books: they stay, and the database sees to it.
 */
@Injectable()
export class RetentionService {
  private readonly heaps: readonly Heap[];

  constructor(
    rows: RetentionRepository,
    { retention, payments }: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { webhookBodyDays, webhookDays } = retention;
    this.heaps = [
      {
        name: 'webhook_events (unmatched)',
        deleteSome: (most) => rows.deleteUnmatched(STRAY_HOURS, most),
      },
      {
        name: 'webhook_events (ignored)',
        deleteSome: (most) => rows.deleteIgnored(STRAY_HOURS, most),
      },
      ...kept(webhookBodyDays, 'webhook_events.body', (most) =>
        rows.emptyWebhookBodies(webhookBodyDays, most),
      ),
      ...kept(webhookDays, 'webhook_events', (most) => rows.deleteWebhooks(webhookDays, most)),
      {
        name: 'credential_versions',
        deleteSome: (most) => rows.deleteRetiredKeys(lastRecheckMs(payments), most),
      },
    ];
  }

  letGo(): Promise<void> {
    return removeOldRows(this.heaps, this.logger);
  }
}

const kept = (days: number, name: string, deleteSome: Heap['deleteSome']): Heap[] =>
  days === 0 ? [] : [{ name, deleteSome }];
