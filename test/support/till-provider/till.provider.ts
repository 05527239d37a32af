import { Injectable } from '@nestjs/common';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../../../src/common/crypto/hash.js';
import { type Secret } from '../../../src/common/crypto/secret.js';
import { isJsonObject } from '../../../src/common/json/storable-json.js';
import { Money } from '../../../src/common/money/money.js';
import { parseKenyanMobile } from '../../../src/common/phone/phone.js';
import {
  type AskedAttempt,
  type LinkCreated,
  type PaymentProvider,
  type PromptAccepted,
  type PromptRequest,
  type ProviderAccount,
  type ProviderReport,
  type SubscriptionRequest,
  type TillTransaction,
  valueOf,
  type WebhookDelivery,
  type WebhookNotice,
  type WebhookSubscription,
} from '../../../src/providers/payment-provider.js';
import {
  ProviderNotSent,
  ProviderOutcomeUnknown,
  ProviderRefused,
} from '../../../src/providers/provider-errors.js';

type Json = Readonly<Record<string, unknown>>;

const OUTCOMES: Readonly<Record<string, ProviderReport['outcome']>> = {
  Success: 'paid',
  Failed: 'failed',
};

/**
 * A provider that is unlike the first one: it signs its webhooks, has no links, answers with a
 * `Location` and finds a charge by that alone.
 */
@Injectable()
export abstract class TillProvider implements PaymentProvider {
  readonly code = 'kopokopo';
  readonly capabilities = {
    links: false,
    methods: [],
    lookupByReference: false,
    checkoutHosts: [],
    webhookSubscriptions: true,
  } as const;
  readonly timeoutMs = 3_000;

  protected abstract readonly url: string;

  async prompt(request: PromptRequest, account: ProviderAccount): Promise<PromptAccepted> {
    const answer = await this.call('/charges', account, {
      till: valueOf(account, 'till_number').reveal(),
      reference: request.reference,
      amount: request.amount.toString(),
      phone: request.phone.e164,
      callback_url: request.callbackUrl,
    });
    const id = answer.headers.get('location')?.split('/').at(-1);
    if (id === undefined) throw new ProviderOutcomeUnknown('the answer has no Location');
    return { providerPaymentId: id, invoiceId: id, state: 'Pending' };
  }

  createLink(): Promise<LinkCreated> {
    return Promise.reject(new ProviderRefused('there are no links'));
  }

  async fetchReports(
    { invoiceId }: AskedAttempt,
    account: ProviderAccount,
  ): Promise<readonly ProviderReport[]> {
    const answer = await this.call(`/charges/${invoiceId ?? ''}`, account);
    const report = reportOf(await answer.json());
    return report ? [report] : [];
  }

  async verifyAccount(account: ProviderAccount): Promise<boolean> {
    try {
      await this.call('/', account);
      return true;
    } catch (error) {
      if (error instanceof ProviderRefused && error.about === 'credentials') return false;
      throw error;
    }
  }

  async subscribeWebhooks(
    { callbackUrl }: SubscriptionRequest,
    account: ProviderAccount,
  ): Promise<readonly WebhookSubscription[]> {
    await this.call('/subscriptions', account, { callback_url: callbackUrl });
    return [{ event: 'till', id: 'subscription-1' }];
  }

  readWebhook(body: Json): WebhookNotice {
    const report = reportOf(body['data']);
    const transaction = transactionOf(body['till']);
    return {
      kind: report ? 'collection' : transaction ? 'till_transaction' : 'other',
      dedupeKey: sha256Hex(JSON.stringify(body)),
      invoiceId: report?.invoiceId ?? null,
      reference: report?.reference ?? null,
      state: report?.state ?? null,
      report,
      transaction,
      body,
      knownFields: report ? { data: body['data'] } : transaction ? { till: body['till'] } : {},
    };
  }

  isAuthentic({ rawBody, headers }: WebhookDelivery, webhookSecret: Secret): boolean {
    const expected = createHmac('sha256', webhookSecret.reveal()).update(rawBody).digest();
    const brought = Buffer.from(String(headers['x-till-signature'] ?? ''), 'hex');
    return brought.length === expected.length && timingSafeEqual(brought, expected);
  }

  private async call(path: string, account: ProviderAccount, body?: object): Promise<Response> {
    const answer = await fetch(`${this.url}${path}`, {
      method: body ? 'POST' : 'GET',
      ...(body ? { body: JSON.stringify(body) } : {}),
      headers: { Authorization: `Bearer ${valueOf(account, 'client_secret').reveal()}` },
    }).catch((error: unknown) => {
      throw new ProviderOutcomeUnknown('no answer', { cause: error });
    });
    if (answer.status === 401) throw new ProviderRefused('unknown client', 'credentials');
    if (answer.status === 503) throw new ProviderNotSent('away');
    if (!answer.ok) throw new ProviderRefused(`HTTP ${answer.status}`);
    return answer;
  }
}

function transactionOf(value: unknown): TillTransaction | null {
  if (!isJsonObject(value) || typeof value['receipt'] !== 'string') return null;
  const { type, till, amount, receipt, phone, at } = value;
  return {
    type: type === 'reversed' ? 'reversed' : 'received',
    id: `transaction-${receipt}`,
    till: String(till),
    amount: Money.parseLenient(amount, 'KES'),
    receipt,
    phone: typeof phone === 'string' ? parseKenyanMobile(phone) : null,
    hashedPhone: null,
    at: typeof at === 'string' ? new Date(at) : null,
  };
}

function reportOf(value: unknown): ProviderReport | null {
  if (!isJsonObject(value) || typeof value['id'] !== 'string') return null;
  const { id, reference, amount, status, receipt } = value;
  const { value: asked, currency } = isJsonObject(amount) ? amount : {};
  const outcome = OUTCOMES[String(status)] ?? 'open';
  return {
    invoiceId: id,
    reference: typeof reference === 'string' ? reference : '',
    outcome,
    state: String(status),
    amount: Money.parseLenient(asked, currency),
    receipt: typeof receipt === 'string' ? receipt : null,
    failure:
      outcome === 'failed' ? { message: 'The payment failed.', reason: null, code: null } : null,
    at: null,
  };
}
