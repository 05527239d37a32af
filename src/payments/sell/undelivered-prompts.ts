import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { PromptLimit } from '../../rate-limits/prompt-limit.js';
import { type AttemptChannel } from '../domain/attempt.js';
import { type PaymentRecord } from '../payment-record.js';

/** Takes prompts that surely did not reach a phone out of the limit of prompts to that phone. */
@Injectable()
export class UndeliveredPrompts {
  constructor(
    private readonly promptLimit: PromptLimit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never fails: the customer must learn how the sale ended, whatever becomes of the count. */
  async refund({ id, phoneE164 }: PaymentRecord, channel: AttemptChannel): Promise<void> {
    if (channel !== 'prompt') return;
    try {
      await this.promptLimit.refund(phoneE164);
    } catch (error) {
      this.logger.error({ err: error, paymentId: id }, 'a prompt could not be refunded');
    }
  }
}
