import { Inject, Injectable } from '@nestjs/common';
import { AccessRetentionRepository } from '../access/access-retention.repository.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { OldEvents } from '../events/old-events.js';
import { lastRecheckMs } from '../payments/domain/index.js';
import { type PurgeTarget, purge } from './purge.js';
import { RetentionRepository } from './retention.repository.js';

/** Retention of webhook events that match no payment, in hours. */
const STRAY_HOURS = 3;
/** Retention of logins at routers and requests to them, in days: long enough to answer why a customer was not online. */
const LOGIN_ATTEMPT_DAYS = 30;
/** Retention of login tickets and guessing counters after their end, in days. */
const LOGIN_TICKET_DAYS = 1;

/**
 * Purges webhook events after the retention period in the settings; 0 keeps them for ever. Replaced
 * and deleted provider keys are purged after the last recheck of the attempts that were made with
 * them. Records of logins at routers are purged after 30 days. Payments and their history are never purged, and the database refuses to delete them.
 */
@Injectable()
export class RetentionService {
  private readonly targets: readonly PurgeTarget[];

  constructor(
    rows: RetentionRepository,
    access: AccessRetentionRepository,
    { retention, payments }: Settings,
    private readonly events: OldEvents,
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
      {
        name: 'login_attempts',
        deleteBatch: (limit) => access.deleteLoginAttempts(LOGIN_ATTEMPT_DAYS, limit),
      },
      {
        name: 'coa_requests',
        deleteBatch: (limit) => access.deleteCoaRequests(LOGIN_ATTEMPT_DAYS, limit),
      },
      {
        name: 'login_tickets',
        deleteBatch: (limit) => access.deleteLoginTickets(LOGIN_TICKET_DAYS, limit),
      },
      {
        name: 'radius.unknown_logins',
        deleteBatch: (limit) => access.deleteUnknownLogins(LOGIN_TICKET_DAYS, limit),
      },
      {
        name: 'event_epochs',
        deleteBatch: (limit) => events.deleteEpochs(limit),
      },
    ];
  }

  /** Deletes everything whose retention period is over. */
  async purge(): Promise<void> {
    await purge(this.targets, this.logger);
    await this.events.empty();
  }
}

const unlessKept = (
  days: number,
  name: string,
  deleteBatch: PurgeTarget['deleteBatch'],
): PurgeTarget[] => (days === 0 ? [] : [{ name, deleteBatch }]);
