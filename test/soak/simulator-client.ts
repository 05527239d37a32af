import {
  type FaultScript,
  type InvoiceView,
  type OutcomeRule,
  type Strike,
  type WebhookFaultScript,
  type WebhookHealth,
} from 'intasend-simulator';
import { type LedgerInvoice } from './books.js';

/** The control calls of a simulator in another process. */
export class SimulatorClient {
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

  async setWebhook(url: string, challenge: string | null, publishableKey: string): Promise<void> {
    await this.call('POST', '/webhooks', { url, challenge, publishableKey });
  }

  /** Switches all webhooks off. */
  async muteWebhooks(): Promise<void> {
    await this.call('POST', '/behaviour', { webhooks: false });
  }

  /** Returns whether an account's webhook was switched off, and switches it on again. */
  async switchWebhookOn(publishableKey: string): Promise<boolean> {
    const { isOn } = (await this.call('POST', '/accounts', { publishableKey })) as WebhookHealth;
    if (!isOn) await this.call('POST', '/webhooks/on', { publishableKey });
    return !isOn;
  }

  /** Removes all remaining faults. @returns how many */
  async clearFaults(): Promise<number> {
    const planned = await Promise.all(
      ['/faults', '/webhook-faults'].map(async (path) => {
        const scripts = (await this.call('GET', path)) as readonly { readonly left: number }[];
        await this.call('DELETE', path);
        return scripts.reduce((sum, { left }) => sum + left, 0);
      }),
    );
    return planned.reduce((sum, left) => sum + left, 0);
  }

  /** The number of payments that are not final yet. */
  async unfinished(): Promise<number> {
    const { unfinished } = (await this.call('GET', '/')) as { readonly unfinished: number };
    return unfinished;
  }

  async ledger(): Promise<readonly LedgerInvoice[]> {
    const invoices = (await this.call('GET', '/invoices')) as readonly InvoiceView[];
    return invoices.map((invoice) => ({ ...invoice, provider: 'instasend', receipt: null }));
  }

  async struck(): Promise<readonly Strike[]> {
    return (await this.call('GET', '/struck')) as readonly Strike[];
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
