import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Subscription } from 'rxjs';
import { BackgroundWork } from '../common/background-work.js';
import { type LearnedInvoice, LearnedInvoices } from '../payments/learned-invoices.js';
import { type ProviderCode } from '../providers/provider-code.js';
import { FollowHintService } from './follow-hint.service.js';
import { WebhooksRepository } from './webhooks.repository.js';

const PROVIDER: ProviderCode = 'instasend';

/** Brings events that came before their invoice was known together with their payment. */
@Injectable()
export class MatchUnmatchedService implements OnModuleInit, OnModuleDestroy {
  private subscription: Subscription | undefined;

  constructor(
    private readonly invoices: LearnedInvoices,
    private readonly inbox: WebhooksRepository,
    private readonly hints: FollowHintService,
    private readonly background: BackgroundWork,
  ) {}

  onModuleInit(): void {
    this.subscription = this.invoices.learned.subscribe((invoice) => {
      this.background.start('match early webhooks', () => this.match(invoice));
    });
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
  }

  private async match({ paymentId, attemptNumber, invoiceId }: LearnedInvoice): Promise<void> {
    const eventIds = await this.inbox.claimUnmatched(PROVIDER, invoiceId, paymentId);
    if (eventIds.length === 0) return;
    this.hints.follow({ paymentId, number: attemptNumber, invoiceHint: invoiceId, eventIds });
  }
}
