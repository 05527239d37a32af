import { Inject, Injectable } from '@nestjs/common';
import { BackgroundWork } from '../common/background-work.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { Settings } from '../config/settings.js';
import { AskProviderService } from '../payments/ask-provider.service.js';
import { AskingRepository } from '../payments/asking.repository.js';
import { ProviderError } from '../providers/provider-errors.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** Something that somebody says about an attempt, and the stored events that say it. */
export interface Hint {
  readonly paymentId: string;
  readonly number: number;
  /** The invoice that it names. */
  readonly invoiceHint: string | null;
  readonly eventIds: readonly string[];
}

const MOST_TRIES = 5;

/**
 * Follows up a webhook that cannot be taken at its word: asks the provider, paced per payment like
 * every question, so that a flood of forged events does not become a flood of questions.
 */
@Injectable()
export class FollowHintService {
  constructor(
    private readonly background: BackgroundWork,
    private readonly asking: AskingRepository,
    private readonly provider: AskProviderService,
    private readonly inbox: WebhooksRepository,
    private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Returns at once; the question is asked in the background. */
  follow(hint: Hint): void {
    this.background.start('follow webhook hint', async () => {
      const outcome = (await this.ask(hint)) ? 'settled' : 'failed';
      for (const id of hint.eventIds) await this.inbox.finish(id, outcome);
    });
  }

  private async ask({ paymentId, number, invoiceHint }: Hint): Promise<boolean> {
    const { statusCheckMinIntervalMs } = this.settings.payments;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const attempt = await this.asking.claimAttempt(paymentId, number, statusCheckMinIntervalMs);
      if (attempt) {
        try {
          await this.provider.ask(attempt, 'webhook', invoiceHint);
          return true;
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error;
          this.logger.warn({ err: error, paymentId }, 'a webhook could not be checked');
        }
      }
      await this.background.pause(statusCheckMinIntervalMs);
    }
    return false;
  }
}
