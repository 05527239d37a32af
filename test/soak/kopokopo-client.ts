import {
  type BookEntry,
  type FaultScript,
  type OutcomeRule,
  type PaymentView,
  type TillPayment,
  type WebhookFaultScript,
} from 'kopokopo-simulator';
import { type Strike } from 'intasend-simulator';
import { type LedgerInvoice } from './books.js';

/** The control calls of the Kopo Kopo simulator in another process. */
export class KopoKopoClient {
  constructor(private readonly url: string) {}

  async addFault(script: FaultScript): Promise<void> {
    await this.call('POST', '/faults', script);
  }

  async addWebhookFault(script: WebhookFaultScript): Promise<void> {
    await this.call('POST', '/webhook-faults', script);
  }

  async addOutcome(rule: OutcomeRule): Promise<void> {
    await this.call('POST', '/outcomes', rule);
  }

  /** Switches all webhooks off. */
  async muteWebhooks(): Promise<void> {
    await this.call('POST', '/webhooks', { on: false });
  }

  /** Removes all remaining faults. @returns how many */
  async clearFaults(): Promise<number> {
    let left = 0;
    for (const path of ['/faults', '/webhook-faults']) {
      const scripts = (await this.call('GET', path)) as readonly { readonly left: number }[];
      left += scripts.reduce((sum, script) => sum + script.left, 0);
      await this.call('DELETE', path);
    }
    return left;
  }

  /** The number of payments that are not final yet. */
  async unfinished(): Promise<number> {
    const { unfinished } = (await this.call('GET', '/')) as { readonly unfinished: number };
    return unfinished;
  }

  /** A customer pays a till without a prompt. */
  async payTill(payment: TillPayment): Promise<BookEntry> {
    return (await this.call('POST', '/till', payment)) as BookEntry;
  }

  /** All money that tills have received. */
  async books(): Promise<readonly BookEntry[]> {
    return (await this.call('GET', '/books')) as readonly BookEntry[];
  }

  /**
   * The prompts and the money that was taken for them, in the form of the other ledger, and money that
   * was paid without a prompt.
   */
  async ledger(): Promise<readonly LedgerInvoice[]> {
    const books = await this.books();
    const takenFor = new Map(books.map((entry) => [entry.incomingPaymentId, entry]));
    const payments = (await this.call('GET', '/payments')) as readonly PaymentView[];
    const prompts = payments.map(({ id, reference, status, outcome }): LedgerInvoice => {
      const entry = takenFor.get(id);
      const { amount = '', currency = '', takenAt: at = '' } = entry ?? {};
      return {
        provider: 'kopokopo',
        invoiceId: id,
        apiRef: reference,
        state: status.toUpperCase(),
        outcome,
        receipt: entry?.receipt ?? null,
        taken: entry ? { amount, currency, at } : null,
      };
    });
    const byHand = books
      .filter(({ incomingPaymentId }) => incomingPaymentId === null)
      .map(({ transactionId, receipt, amount, currency, takenAt: at }): LedgerInvoice => ({
        ...{ provider: 'kopokopo', invoiceId: transactionId, apiRef: '', receipt },
        ...{ state: 'SUCCESS', outcome: 'paid_by_hand', taken: { amount, currency, at } },
      }));
    return [...prompts, ...byHand];
  }

  async struck(): Promise<readonly Strike[]> {
    const struck = (await this.call('GET', '/struck')) as readonly Strike[];
    return struck.map(({ at, ...rest }) => ({ ...rest, at: `Kopo Kopo ${at}` }));
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}/__control${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The simulator refused ${method} ${path}: ${text}`);
    return JSON.parse(text);
  }
}
