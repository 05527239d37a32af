import { Injectable } from '@nestjs/common';
import { type Money } from '../../common/money/money.js';
import { type PhoneNumber } from '../../common/phone/phone.js';
import { type ProviderAccount } from '../../providers/payment-provider.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { ProviderRegistry } from '../../providers/provider-registry.js';
import { type Collected, CollectService } from './collect.service.js';

/** A prompt whose attempt is committed and which now goes out. */
export interface OutgoingPrompt {
  readonly paymentId: string;
  /** The number of the attempt. */
  readonly number: number;
  readonly reference: string;
  readonly amount: Money;
  readonly phone: PhoneNumber;
  readonly provider: ProviderCode;
  readonly account: ProviderAccount;
}

/** Sends prompts, and records how each call ended. */
@Injectable()
export class SendPromptService {
  constructor(
    private readonly collecting: CollectService,
    private readonly providers: ProviderRegistry,
  ) {}

  /** @throws ApiError as {@link CollectService.collect} */
  send({ paymentId, number, provider, account, ...prompt }: OutgoingPrompt): Promise<Collected> {
    const attempt = { paymentId, number, channel: 'prompt', what: 'initiate STK push' } as const;
    return this.collecting.collect(attempt, async (timeoutMs) => {
      const accepted = await this.providers.get(provider).prompt({ ...prompt, timeoutMs }, account);
      return { ...accepted, paymentUrl: null, linkSignatureSealed: null };
    });
  }
}
