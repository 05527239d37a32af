import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Secret } from '../../common/crypto/secret.js';
import { isJsonObject } from '../../common/json/storable-json.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Settings } from '../../config/settings.js';
import {
  type AskedAttempt,
  type LinkCreated,
  type LinkRequest,
  type PaymentProvider,
  type PromptAccepted,
  type PromptRequest,
  type ProviderAccount,
  type ProviderReport,
  type WebhookDelivery,
  type WebhookNotice,
  type WebhookSubscription,
} from '../payment-provider.js';
import { type ProviderEnvironment } from '../provider-code.js';
import { ProviderOutcomeUnknown, ProviderRefused } from '../provider-errors.js';
import { IntaSendClient } from './intasend.client.js';
import { hasChallenge, readInvoice, readWebhook, shortText } from './intasend.mapper.js';

/** IntaSend's name of each payment method of a checkout. */
const CHECKOUT_METHODS: Readonly<Record<LinkRequest['method'], string | null>> = {
  mpesa: 'M-PESA',
  card: 'CARD-PAYMENT',
  // Without a method, the page shows every method that the merchant has enabled.
  bank: null,
};

/**
 * How long calls may continue after shutdown began. A deployment kills the process after ten
 * seconds. A call that starts later gets the same time.
 */
const SHUTDOWN_CALL_LIMIT_MS = 4_000;

/** Looks like an invoice id, but no invoice has it. */
const UNUSED_INVOICE_ID = 'VERIFY0';

/** How long the signature of a checkout is valid. */
const SIGNATURE_TTL_MS = 3_600_000;

/** Payments through IntaSend. The README in this folder lists its quirks and their sources. */
@Injectable()
export class IntaSendProvider implements PaymentProvider, OnModuleDestroy, OnApplicationShutdown {
  readonly code = 'instasend';
  readonly capabilities = {
    links: true,
    methods: ['mpesa', 'card', 'bank'],
    lookupByReference: true,
    checkoutHosts: ['intasend.com', '*.intasend.com'],
    webhookSubscriptions: false,
  } as const;
  readonly timeoutMs: number;
  private readonly clients: Readonly<Record<ProviderEnvironment, IntaSendClient>>;
  private readonly siteUrl: string;
  private shutdownTimer: NodeJS.Timeout | undefined;

  constructor(settings: Settings, @Inject(LOGGER) logger: Logger) {
    this.clients = {
      sandbox: new IntaSendClient(settings.intasend.sandboxUrl, logger),
      live: new IntaSendClient(settings.intasend.liveUrl, logger),
    };
    this.siteUrl = settings.server.publicUrl;
    this.timeoutMs = settings.intasend.timeoutMs;
  }

  /**
   * The first step of shutdown. An aborted call has an unknown outcome, so its request can still be
   * answered, and its job postponed, before the process is killed.
   */
  onModuleDestroy(): void {
    this.shutdownTimer = setTimeout(() => {
      this.closeClients();
      this.shutdownTimer?.refresh();
    }, SHUTDOWN_CALL_LIMIT_MS).unref();
  }

  /** The last step of shutdown: aborts the calls of requests that are still running. */
  onApplicationShutdown(): void {
    clearTimeout(this.shutdownTimer);
    this.closeClients();
  }

  async prompt(request: PromptRequest, account: ProviderAccount): Promise<PromptAccepted> {
    const answer = await this.clients[account.environment].call(
      {
        method: 'POST',
        path: 'payment/mpesa-stk-push/',
        keys: 'both',
        timeoutMs: request.timeoutMs,
        body: {
          phone_number: request.phone.msisdn,
          amount: request.amount.toString(),
          currency: request.amount.currency,
          method: 'M-PESA',
          api_ref: request.reference,
        },
      },
      account,
    );
    const invoice = isJsonObject(answer) ? readInvoice(answer.invoice) : null;
    if (!isJsonObject(answer) || invoice === null) {
      throw new ProviderOutcomeUnknown('the answer names no invoice');
    }
    return {
      providerPaymentId: shortText(answer.id) ?? invoice.invoiceId,
      invoiceId: invoice.invoiceId,
      state: invoice.state,
    };
  }

  async createLink(request: LinkRequest, account: ProviderAccount): Promise<LinkCreated> {
    const method = CHECKOUT_METHODS[request.method];
    const answer = await this.clients[account.environment].call(
      {
        method: 'POST',
        path: 'checkout/',
        keys: 'publishable',
        timeoutMs: request.timeoutMs,
        body: {
          phone_number: request.phone.msisdn,
          amount: request.amount.toString(),
          currency: request.amount.currency,
          country: request.phone.country,
          api_ref: request.reference,
          redirect_url: request.returnUrl,
          host: this.siteUrl,
          ...(method === null ? {} : { method }),
        },
      },
      account,
    );
    const id = isJsonObject(answer) ? shortText(answer.id) : null;
    if (!isJsonObject(answer) || id === null || typeof answer.url !== 'string') {
      throw new ProviderOutcomeUnknown('the answer names no checkout');
    }
    return {
      providerPaymentId: id,
      url: answer.url,
      state: 'PENDING',
      signature: typeof answer.signature === 'string' ? new Secret(answer.signature) : null,
    };
  }

  /**
   * Looks a prompt up by its invoice, where that is known. One checkout can have several invoices
   * (when the payer tries again), so links are looked up by reference first, and so are attempts
   * whose response was lost. If that finds nothing, the page and its signature are used.
   */
  async fetchReports(
    attempt: AskedAttempt,
    account: ProviderAccount,
    timeoutMs: number,
  ): Promise<readonly ProviderReport[]> {
    const byInvoice = async (invoiceId: string): Promise<readonly ProviderReport[]> =>
      this.reportsOfInvoice(invoiceId, account, timeoutMs);
    if (attempt.channel === 'prompt' && attempt.invoiceId !== null) {
      return byInvoice(attempt.invoiceId);
    }
    const hasFallback = attempt.invoiceId !== null || hasLiveSignature(attempt);
    const found = await this.reportsByReference(attempt.reference, account, timeoutMs).catch(
      (error: unknown) => {
        if (hasFallback && error instanceof ProviderOutcomeUnknown) return [];
        throw error;
      },
    );
    if (found.length > 0) return found;
    if (attempt.invoiceId !== null) return byInvoice(attempt.invoiceId);
    return hasLiveSignature(attempt)
      ? this.reportsOfCheckout(attempt.checkout, account, timeoutMs)
      : [];
  }

  /**
   * Checks each key with a read-only call. The invoice list requires the secret key, as prompts do,
   * and hardly checks the publishable one. The status of an unused invoice id requires the
   * publishable key only, as links do.
   */
  async verifyAccount(account: ProviderAccount, timeoutMs: number): Promise<boolean> {
    try {
      await this.clients[account.environment].call(
        { method: 'GET', path: 'invoices/', query: { page_size: '1' }, keys: 'both', timeoutMs },
        account,
      );
      await this.checkPublishableKey(account, timeoutMs);
      return true;
    } catch (error) {
      if (error instanceof ProviderRefused && error.about === 'credentials') return false;
      throw error;
    }
  }

  private async checkPublishableKey(account: ProviderAccount, timeoutMs: number): Promise<void> {
    const body = { invoice_id: UNUSED_INVOICE_ID };
    try {
      await this.clients[account.environment].call(
        { method: 'POST', path: 'payment/status/', keys: 'publishable', timeoutMs, body },
        account,
      );
    } catch (error) {
      // With accepted keys, IntaSend answers that the invoice does not exist.
      if (error instanceof ProviderRefused && error.about === 'request') return;
      throw error;
    }
  }

  /** The URL of webhooks is set in IntaSend's dashboard. */
  subscribeWebhooks(): Promise<readonly WebhookSubscription[]> {
    return Promise.reject(new ProviderRefused('webhooks are set up in its dashboard'));
  }

  readWebhook(body: Readonly<Record<string, unknown>>): WebhookNotice {
    return readWebhook(body);
  }

  isAuthentic({ body }: WebhookDelivery, webhookSecret: Secret): boolean {
    return hasChallenge(body, webhookSecret);
  }

  private closeClients(): void {
    this.clients.sandbox.close();
    this.clients.live.close();
  }

  private async reportsOfInvoice(
    invoiceId: string,
    account: ProviderAccount,
    timeoutMs: number,
  ): Promise<readonly ProviderReport[]> {
    const answer = await this.clients[account.environment].call(
      {
        method: 'POST',
        path: 'payment/status/',
        keys: 'both',
        timeoutMs,
        body: { invoice_id: invoiceId },
      },
      account,
    );
    const report = isJsonObject(answer) ? readInvoice(answer.invoice) : null;
    if (report === null) throw new ProviderOutcomeUnknown('the answer names no invoice');
    return [report];
  }

  /** IntaSend refuses the query until somebody starts to pay, because there is no invoice yet. */
  private async reportsOfCheckout(
    { id, signature }: NonNullable<AskedAttempt['checkout']>,
    account: ProviderAccount,
    timeoutMs: number,
  ): Promise<readonly ProviderReport[]> {
    try {
      const answer = await this.clients[account.environment].call(
        {
          method: 'POST',
          path: 'payment/status/',
          keys: 'publishable',
          timeoutMs,
          body: { checkout_id: id, signature: signature.reveal() },
        },
        account,
      );
      const report = isJsonObject(answer) ? readInvoice(answer.invoice) : null;
      return report === null ? [] : [report];
    } catch (error) {
      if (error instanceof ProviderRefused) return [];
      throw error;
    }
  }

  /** IntaSend documents the list but not its filter, so the result is filtered here too. */
  private async reportsByReference(
    reference: string,
    account: ProviderAccount,
    timeoutMs: number,
  ): Promise<readonly ProviderReport[]> {
    try {
      const answer = await this.clients[account.environment].call(
        {
          method: 'GET',
          path: 'invoices/',
          query: { api_ref: reference },
          keys: 'both',
          timeoutMs,
        },
        account,
      );
      const rows: unknown = isJsonObject(answer) ? answer.results : answer;
      return (Array.isArray(rows) ? rows : [])
        .flatMap((row) => readInvoice(row) ?? [])
        .filter((report) => report.reference === reference)
        .sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
    } catch (error) {
      // A refused list says nothing about the payment.
      if (error instanceof ProviderRefused && error.about === 'request') return [];
      throw error;
    }
  }
}

const hasLiveSignature = (
  attempt: AskedAttempt,
): attempt is AskedAttempt & { checkout: NonNullable<AskedAttempt['checkout']> } =>
  attempt.checkout !== null && attempt.ageMs < SIGNATURE_TTL_MS;
