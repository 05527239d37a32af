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
  type WebhookNotice,
} from '../payment-provider.js';
import { type ProviderEnvironment } from '../provider-code.js';
import { ProviderOutcomeUnknown, ProviderRefused } from '../provider-errors.js';
import { IntaSendClient } from './intasend.client.js';
import { readInvoice, readWebhook, word } from './intasend.mapper.js';

/** What a checkout is called in IntaSend's request, by how the customer wants to pay. */
const CHECKOUT_METHODS: Readonly<Record<LinkRequest['method'], string | null>> = {
  mpesa: 'M-PESA',
  card: 'CARD-PAYMENT',
  // Absent means: every method that the merchant has enabled.
  bank: null,
};

/**
 * How long a call may go on once the process is to stop, within the ten seconds that a deploy gives.
 * Another one, begun after that, gets the same time.
 */
const LONGEST_CALL_WHEN_STOPPING_MS = 4_000;

/** Has the form of an invoice id, and is none. */
const NOBODYS_INVOICE = 'VERIFY0';

/** How long the signature of a checkout opens it. */
const SIGNATURE_LIFE_MS = 3_600_000;

/** M-Pesa through IntaSend. Its quirks and their sources are in the README beside this file. */
@Injectable()
export class IntaSendProvider implements PaymentProvider, OnModuleDestroy, OnApplicationShutdown {
  readonly code = 'instasend';
  readonly promptChannelName = 'M-PESA';
  private readonly clients: Readonly<Record<ProviderEnvironment, IntaSendClient>>;
  private readonly siteUrl: string;
  private hurrying: NodeJS.Timeout | undefined;

  constructor(settings: Settings, @Inject(LOGGER) logger: Logger) {
    this.clients = {
      sandbox: new IntaSendClient(settings.intasend.sandboxUrl, logger),
      live: new IntaSendClient(settings.intasend.liveUrl, logger),
    };
    this.siteUrl = settings.server.publicUrl;
  }

  /**
   * The first step of stopping. A call that is cut counts as unknown, so that its request can still
   * be answered, and its job put off, before the process has to end.
   */
  onModuleDestroy(): void {
    this.hurrying = setTimeout(() => {
      this.hangUp();
      this.hurrying?.refresh();
    }, LONGEST_CALL_WHEN_STOPPING_MS).unref();
  }

  /** The last step of stopping: a request that is being finished may still be waiting for an answer. */
  onApplicationShutdown(): void {
    clearTimeout(this.hurrying);
    this.hangUp();
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
      providerPaymentId: word(answer.id) ?? invoice.invoiceId,
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
    const id = isJsonObject(answer) ? word(answer.id) : null;
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
   * By invoice where one is known. One checkout can have several invoices (the payer tries again),
   * so links, like attempts whose answer was lost, are looked up by reference first; where that
   * finds nothing, by the page and its signature.
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
    const hasOtherWay = attempt.invoiceId !== null || hasLiveSignature(attempt);
    const found = await this.reportsByReference(attempt.reference, account, timeoutMs).catch(
      (error: unknown) => {
        if (hasOtherWay && error instanceof ProviderOutcomeUnknown) return [];
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
   * With the keys of both kinds of sale: the list of invoices wants the secret one, which prompts go
   * out with, and looks at the publishable one little; the question after an invoice that nobody has
   * wants the publishable one alone, as links do. Neither changes anything.
   */
  async verifyAccount(account: ProviderAccount, timeoutMs: number): Promise<boolean> {
    try {
      await this.clients[account.environment].call(
        { method: 'GET', path: 'invoices/', query: { page_size: '1' }, keys: 'both', timeoutMs },
        account,
      );
      await this.askWithPublishableKey(account, timeoutMs);
      return true;
    } catch (error) {
      if (error instanceof ProviderRefused && error.about === 'credentials') return false;
      throw error;
    }
  }

  private async askWithPublishableKey(account: ProviderAccount, timeoutMs: number): Promise<void> {
    const body = { invoice_id: NOBODYS_INVOICE };
    try {
      await this.clients[account.environment].call(
        { method: 'POST', path: 'payment/status/', keys: 'publishable', timeoutMs, body },
        account,
      );
    } catch (error) {
      // That there is no such invoice is what accepted keys are told.
      if (error instanceof ProviderRefused && error.about === 'request') return;
      throw error;
    }
  }

  readWebhook(body: Readonly<Record<string, unknown>>): WebhookNotice {
    return readWebhook(body);
  }

  private hangUp(): void {
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

  /** Before anyone has begun to pay there is no invoice, and IntaSend refuses the question. */
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

  /** IntaSend documents the list but not the filter, so what comes back is filtered here too. */
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
      // A list that this account does not offer is no answer about the payment.
      if (error instanceof ProviderRefused && error.about === 'request') return [];
      throw error;
    }
  }
}

const hasLiveSignature = (
  attempt: AskedAttempt,
): attempt is AskedAttempt & { checkout: NonNullable<AskedAttempt['checkout']> } =>
  attempt.checkout !== null && attempt.ageMs < SIGNATURE_LIFE_MS;
