import { SpanKind } from '@opentelemetry/api';
import { hrtime } from 'node:process';
import { type Secret } from '../common/crypto/secret.js';
import { inSpan } from '../common/tracing/spans.js';
import { type CallOutcome, type Metrics } from '../metrics/metrics.js';
import {
  type AskedAttempt,
  type LinkCreated,
  type LinkRequest,
  type PaymentProvider,
  type PromptAccepted,
  type PromptRequest,
  type ProviderAccount,
  type ProviderCapabilities,
  type ProviderReport,
  type SubscriptionRequest,
  type WebhookDelivery,
  type WebhookNotice,
  type WebhookSubscription,
} from './payment-provider.js';
import { ProviderNotSent, ProviderRefused } from './provider-errors.js';

/** Decorates a provider with metrics and traces, by operation and outcome. */
export class ObservedProvider implements PaymentProvider {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly metrics: Metrics,
  ) {
    metrics.addProvider(provider.code);
  }

  get code(): PaymentProvider['code'] {
    return this.provider.code;
  }

  get capabilities(): ProviderCapabilities {
    return this.provider.capabilities;
  }

  get timeoutMs(): number {
    return this.provider.timeoutMs;
  }

  prompt(request: PromptRequest, account: ProviderAccount): Promise<PromptAccepted> {
    return this.observe('prompt', account, () => this.provider.prompt(request, account));
  }

  createLink(request: LinkRequest, account: ProviderAccount): Promise<LinkCreated> {
    return this.observe('create_link', account, () => this.provider.createLink(request, account));
  }

  fetchReports(
    attempt: AskedAttempt,
    account: ProviderAccount,
    timeoutMs: number,
  ): Promise<readonly ProviderReport[]> {
    return this.observe('fetch_reports', account, () =>
      this.provider.fetchReports(attempt, account, timeoutMs),
    );
  }

  verifyAccount(account: ProviderAccount, timeoutMs: number): Promise<boolean> {
    return this.observe(
      'verify_account',
      account,
      () => this.provider.verifyAccount(account, timeoutMs),
      (isAccepted) => (isAccepted ? 'ok' : 'credentials_refused'),
    );
  }

  subscribeWebhooks(
    request: SubscriptionRequest,
    account: ProviderAccount,
  ): Promise<readonly WebhookSubscription[]> {
    return this.observe('subscribe_webhooks', account, () =>
      this.provider.subscribeWebhooks(request, account),
    );
  }

  readWebhook(body: Readonly<Record<string, unknown>>): WebhookNotice {
    return this.provider.readWebhook(body);
  }

  isAuthentic(delivery: WebhookDelivery, webhookSecret: Secret): boolean {
    return this.provider.isAuthentic(delivery, webhookSecret);
  }

  private async observe<T>(
    operation: string,
    { environment }: ProviderAccount,
    call: () => Promise<T>,
    judge: (answer: T) => CallOutcome = () => 'ok',
  ): Promise<T> {
    const started = hrtime.bigint();
    const ended = (outcome: CallOutcome): void => {
      const seconds = Number(hrtime.bigint() - started) / 1e9;
      this.metrics.providerCalled(
        { provider: this.code, environment, operation, outcome },
        seconds,
      );
    };
    try {
      const answer = await inSpan(
        `${this.code} ${operation}`,
        { kind: SpanKind.CLIENT, attributes: { 'lipafi.environment': environment } },
        call,
      );
      ended(judge(answer));
      return answer;
    } catch (error) {
      ended(outcomeOf(error));
      throw error;
    }
  }
}

/** Any other error is a bug of ours, and leaves the outcome unknown. */
function outcomeOf(error: unknown): CallOutcome {
  if (error instanceof ProviderRefused) {
    return error.about === 'credentials' ? 'credentials_refused' : 'refused';
  }
  return error instanceof ProviderNotSent ? 'not_sent' : 'unknown';
}
