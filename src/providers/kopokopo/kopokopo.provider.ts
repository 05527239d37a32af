import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { type Secret } from '../../common/crypto/secret.js';
import { LOGGER, type Logger } from '../../common/logging/logger.js';
import { Settings } from '../../config/settings.js';
import {
  type AskedAttempt,
  type LinkCreated,
  type PaymentProvider,
  type PromptAccepted,
  type PromptRequest,
  type ProviderAccount,
  type ProviderReport,
  type SubscriptionRequest,
  type WebhookDelivery,
  type WebhookNotice,
  type WebhookSubscription,
} from '../payment-provider.js';
import { type ProviderEnvironment } from '../provider-code.js';
import { ProviderOutcomeUnknown, ProviderRefused } from '../provider-errors.js';
import { type RawAnswer } from '../provider-http.js';
import { KopoKopoClient } from './kopokopo.client.js';
import { promptTillOf, tillDigits } from './kopokopo.credentials.js';
import { readIncomingPayment } from './kopokopo.mapper.js';
import { isSigned, readWebhook } from './kopokopo.webhook.js';

/**
 * How long calls may continue after shutdown began. A deployment kills the process after ten
 * seconds. A call that starts later gets the same time.
 */
const SHUTDOWN_CALL_LIMIT_MS = 4_000;

/** The events about money at a till. */
const TILL_EVENTS = ['buygoods_transaction_received', 'buygoods_transaction_reversed'] as const;

/** An id, as the last segment of a `Location`. */
const ID = /^[\w-]{1,128}$/;

/** Payments through Kopo Kopo. The README in this folder lists its quirks and their sources. */
@Injectable()
export class KopoKopoProvider implements PaymentProvider, OnModuleDestroy, OnApplicationShutdown {
  readonly code = 'kopokopo';
  readonly capabilities = {
    links: false,
    methods: [],
    lookupByReference: false,
    checkoutHosts: [],
    webhookSubscriptions: true,
  } as const;
  readonly timeoutMs: number;
  private readonly clients: Readonly<Record<ProviderEnvironment, KopoKopoClient>>;
  private shutdownTimer: NodeJS.Timeout | undefined;

  constructor({ kopokopo }: Settings, clock: Clock, @Inject(LOGGER) logger: Logger) {
    const { apiVersion, timeoutMs, sandboxUrl, liveUrl } = kopokopo;
    const clientOf = (baseUrl: string): KopoKopoClient =>
      new KopoKopoClient({ baseUrl, apiVersion, timeoutMs }, clock, logger);
    this.clients = { sandbox: clientOf(sandboxUrl), live: clientOf(liveUrl) };
    this.timeoutMs = timeoutMs;
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

  /** The id of the payment is in the `Location` of the answer and nowhere else. */
  async prompt(request: PromptRequest, account: ProviderAccount): Promise<PromptAccepted> {
    const { amount, phone, reference, callbackUrl, timeoutMs } = request;
    const answer = await this.clients[account.environment].call(
      {
        method: 'POST',
        path: 'incoming_payments',
        timeoutMs,
        body: {
          payment_channel: 'M-PESA STK Push',
          till_number: promptTillOf(account),
          subscriber: { phone_number: phone.e164 },
          amount: {
            currency: amount.currency,
            value: amount.isWhole ? amount.minor / 100 : amount.toString(),
          },
          metadata: { reference },
          _links: { callback_url: callbackUrl },
        },
      },
      account,
    );
    const id = idOf(answer);
    if (id === null && answer.status !== 201) {
      throw new ProviderOutcomeUnknown(`the answer (HTTP ${answer.status}) names no payment`);
    }
    return { providerPaymentId: id, invoiceId: id, state: 'Pending' };
  }

  createLink(): Promise<LinkCreated> {
    return Promise.reject(new ProviderRefused('there are no payment pages'));
  }

  async fetchReports(
    { invoiceId }: AskedAttempt,
    account: ProviderAccount,
    timeoutMs: number,
  ): Promise<readonly ProviderReport[]> {
    if (invoiceId === null || !ID.test(invoiceId)) return [];
    const path = `incoming_payments/${invoiceId}`;
    const { json } = await this.clients[account.environment].call(
      { method: 'GET', path, timeoutMs },
      account,
    );
    const report = readIncomingPayment(json);
    if (report === null) throw new ProviderOutcomeUnknown('the answer names no payment');
    return [report];
  }

  /** A token proves client id and secret. Nothing can prove the API key but a webhook. */
  async verifyAccount(account: ProviderAccount, timeoutMs: number): Promise<boolean> {
    try {
      await this.clients[account.environment].authorize(account, timeoutMs);
      return true;
    } catch (error) {
      if (error instanceof ProviderRefused && error.about === 'credentials') return false;
      throw error;
    }
  }

  async subscribeWebhooks(
    { callbackUrl, timeoutMs }: SubscriptionRequest,
    account: ProviderAccount,
  ): Promise<readonly WebhookSubscription[]> {
    const subscriptions: WebhookSubscription[] = [];
    for (const event of TILL_EVENTS) {
      const body = {
        event_type: event,
        url: callbackUrl,
        scope: 'till',
        scope_reference: tillDigits(promptTillOf(account)),
      };
      const answer = await this.clients[account.environment].call(
        { method: 'POST', path: 'webhook_subscriptions', timeoutMs, body },
        account,
      );
      subscriptions.push({ event, id: idOf(answer) });
    }
    return subscriptions;
  }

  readWebhook(body: Readonly<Record<string, unknown>>): WebhookNotice {
    return readWebhook(body);
  }

  isAuthentic(delivery: WebhookDelivery, webhookSecret: Secret): boolean {
    return isSigned(delivery, webhookSecret);
  }

  private closeClients(): void {
    this.clients.sandbox.close();
    this.clients.live.close();
  }
}

/** The id in a `Location`; null when there is none. The host in it is not used. */
function idOf({ location }: RawAnswer): string | null {
  const id = location?.split(/[?#]/)[0]?.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return ID.test(id) ? id : null;
}
