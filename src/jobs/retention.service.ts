import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { lastRecheckMs } from '../payments/domain/reconciliation.js';
import { type PurgeTarget, purge } from './purge.js';
import { RetentionRepository } from './retention.repository.js';

/** Retention of webhook events that match no payment, in hours. */
const STRAY_HOURS = 3;

/**
 * Purges webhook events after the retention period in the settings; 0 keeps them for ever. Replaced
 * and deleted provider keys are purged after the last recheck of the attempts that were made with
 * them. Payments and their history are never purged, and the database refuses to delete them.
 */
@Injectable()
export class RetentionService {
  private readonly targets: readonly PurgeTarget[];

  constructor(
    rows: RetentionRepository,
    { retention, payments }: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { webhookBodyDays, webhookDays } = retention;
    this.targets = [
      {
        name: 'webhook_events (unmatched)',
        deleteBatch: (limit) => rows.deleteUnmatched(STRAY_HOURS, limit),
      },
      {
        name: 'webhook_events (ignored)',
        deleteBatch: (limit) => rows.deleteIgnored(STRAY_HOURS, limit),
      },
      ...unlessKept(webhookBodyDays, 'webhook_events.body', (limit) =>
        rows.emptyWebhookBodies(webhookBodyDays, limit),
      ),
      ...unlessKept(webhookDays, 'webhook_events', (limit) =>
        rows.deleteWebhooks(webhookDays, limit),
      ),
      {
        name: 'credential_versions',
        deleteBatch: (limit) => rows.deleteRetiredKeys(lastRecheckMs(payments), limit),
      },
    ];
  }

  /** Deletes everything whose retention period is over. */
  purge(): Promise<void> {
    return purge(this.targets, this.logger);
  }
}

const unlessKept = (
  days: number,
  name: string,
  deleteBatch: PurgeTarget['deleteBatch'],
): PurgeTarget[] => (days === 0 ? [] : [{ name, deleteBatch }]);
