import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/common/crypto/secret.js';
import { Money } from '../../src/common/money/money.js';
import { parseKenyanMobile, type PhoneNumber } from '../../src/common/phone/phone.js';
import {
  type LinkRequest,
  type PromptRequest,
  type ProviderReport,
} from '../../src/providers/payment-provider.js';
import {
  ProviderNotSent,
  ProviderOutcomeUnknown,
  ProviderRefused,
} from '../../src/providers/provider-errors.js';
import { type Contracted, type Fate, type ProviderBench } from './provider-bench.js';
import { subscriptionContract } from './subscription.contract.js';

const PHONE = parseKenyanMobile('0712345678') as PhoneNumber;
const PRICE = Money.parse('50.00', 'KES');
const TIMEOUT_MS = 5_000;

let references = 0;
const aReference = (): string => `contract-${(references += 1)}`;

/** What every payment provider has to do, whoever it is. */
export function paymentProviderContract(name: string, { setUp, abilities }: Contracted): void {
  const describeIf =
    (isAble: boolean) =>
    (title: string, scenarios: () => void): void => {
      if (isAble) describe(title, scenarios);
    };
  describe(`the provider ${name}`, () => {
    let bench: ProviderBench;
    let reference: string;

    beforeAll(async () => {
      bench = await setUp();
    });
    afterAll(() => bench.stop());
    beforeEach(() => {
      reference = aReference();
    });

    it('has the abilities that decide about its scenarios', () => {
      expect(bench.provider.capabilities).toMatchObject(abilities);
    });

    const promptOf = (): PromptRequest => ({
      reference,
      amount: PRICE,
      phone: PHONE,
      callbackUrl: bench.callbackUrl,
      timeoutMs: TIMEOUT_MS,
    });
    const linkOf = (overrides: Partial<LinkRequest> = {}): LinkRequest => ({
      ...promptOf(),
      method: 'mpesa',
      returnUrl: 'https://portal.example/payment/success/1/',
      ...overrides,
    });
    const prompt = async () => {
      const accepted = await bench.provider.prompt(promptOf(), bench.account);
      const { invoiceId } = accepted;
      if (invoiceId === null) throw new Error('The provider named no invoice');
      return { ...accepted, invoiceId };
    };
    const reportsOf = (
      channel: 'prompt' | 'link',
      invoiceId: string | null,
    ): Promise<readonly ProviderReport[]> =>
      bench.provider.fetchReports(
        { reference, channel, invoiceId, checkout: null, ageMs: 0 },
        bench.account,
        TIMEOUT_MS,
      );

    describe('a prompt', () => {
      it('returns the ids of the accepted request', async () => {
        const accepted = await prompt();
        expect(accepted.providerPaymentId).toMatch(/./);
        expect(accepted.invoiceId).toMatch(/./);
        expect(accepted.state).toMatch(/./);
      });

      it('is sent again by each call: it is not idempotent', async () => {
        const [first, second] = [await prompt(), await prompt()];
        expect(second.invoiceId).not.toBe(first.invoiceId);
      });

      it.each<[Fate, new (...given: never[]) => Error]>([
        ['refused', ProviderRefused],
        ['not sent', ProviderNotSent],
        ['lost on the way', ProviderOutcomeUnknown],
        ['taken, its answer lost', ProviderOutcomeUnknown],
      ])('throws the right error when the call is %s', async (fate, error) => {
        bench.script(fate);
        await expect(prompt()).rejects.toBeInstanceOf(error);
      });

      it('distinguishes refused keys from a refused request', async () => {
        const refusal = bench.provider.prompt(promptOf(), bench.strangeAccount);
        await expect(refusal).rejects.toMatchObject({
          name: 'ProviderRefused',
          about: 'credentials',
        });
        bench.script('refused');
        await expect(prompt()).rejects.toMatchObject({ about: 'request' });
      });
    });

    describe('the status of an attempt', () => {
      it('reports a pending prompt by its invoice', async () => {
        const { invoiceId } = await prompt();
        const reports = await reportsOf('prompt', invoiceId);
        expect(reports).toEqual([
          expect.objectContaining({ invoiceId, reference, outcome: 'open', failure: null }),
        ]);
        const { amount } = reports[0] ?? {};
        expect(amount === null || amount?.equals(PRICE)).toBe(true);
      });

      it('reports a success with its amount, receipt and time', async () => {
        const { invoiceId } = await prompt();
        await bench.finish('paid');
        const [report] = await reportsOf('prompt', invoiceId);
        expect(report).toMatchObject({
          invoiceId,
          reference,
          outcome: 'paid',
          receipt: expect.stringMatching(/./),
          at: expect.any(Date),
        });
        expect(report?.amount?.equals(PRICE)).toBe(true);
      });

      it('reports a failure with a message for the customer', async () => {
        const { invoiceId } = await prompt();
        await bench.finish('cancelled');
        const [report] = await reportsOf('prompt', invoiceId);
        expect(report).toMatchObject({ outcome: 'failed', receipt: null });
        expect(report?.failure?.message).toMatch(/^[A-Z].*\.$/);
      });

      it('refuses unknown keys', async () => {
        const { invoiceId } = await prompt();
        const asked = {
          reference,
          channel: 'prompt',
          invoiceId,
          checkout: null,
          ageMs: 0,
        } as const;
        const answer = bench.provider.fetchReports(asked, bench.strangeAccount, TIMEOUT_MS);
        await expect(answer).rejects.toMatchObject({ about: 'credentials' });
      });
    });

    describeIf(abilities.lookupByReference)('the lookup by reference', () => {
      it('finds an attempt whose response was lost by its reference', async () => {
        bench.script('taken, its answer lost');
        await prompt().catch(() => undefined);
        await bench.finish('paid');
        expect(await reportsOf('prompt', null)).toMatchObject([{ reference, outcome: 'paid' }]);
      });

      it('is empty for an attempt that never reached the provider', async () => {
        expect(await reportsOf('prompt', null)).toEqual([]);
        expect(await reportsOf('link', null)).toEqual([]);
      });

      it('reports the invoices of this reference only, in order', async () => {
        const first = await prompt();
        await bench.finish('cancelled');
        const second = await prompt();
        await bench.finish('paid');
        await bench.provider.prompt({ ...promptOf(), reference: aReference() }, bench.account);

        const reports = await reportsOf('link', null);
        expect(reports.map(({ invoiceId, outcome }) => [invoiceId, outcome])).toEqual([
          [first.invoiceId, 'failed'],
          [second.invoiceId, 'paid'],
        ]);
      });
    });

    describeIf(abilities.links)('a link', () => {
      it('is created unpaid', async () => {
        const link = await bench.provider.createLink(linkOf(), bench.account);
        expect(link.url).toMatch(/^https?:\/\//);
        expect(link.providerPaymentId).toMatch(/./);
        expect(await reportsOf('link', null)).toEqual([]);
      });

      it.each(['mpesa', 'card', 'bank'] as const)('is created for paying by %s', async (method) => {
        const link = await bench.provider.createLink(linkOf({ method }), bench.account);
        expect(link.state).toMatch(/./);
      });

      it('is reported by its reference once it is paid', async () => {
        const link = await bench.provider.createLink(linkOf(), bench.account);
        await bench.payOnPage?.(link.url);
        const reports = await reportsOf('link', null);
        expect(reports).toMatchObject([{ reference, outcome: 'paid' }]);
        expect(reports[0]?.amount?.equals(PRICE)).toBe(true);
      });

      it('does not print its signature', async () => {
        const link = await bench.provider.createLink(linkOf(), bench.account);
        if (link.signature === null) return;
        expect(JSON.stringify(link)).not.toContain(link.signature.reveal());
      });
    });

    describe('a webhook', () => {
      const noticesOf = (invoiceId: string) =>
        bench
          .webhooks()
          .map((delivery) => ({ delivery, ...bench.provider.readWebhook(delivery.body) }))
          .filter((notice) => notice.invoiceId === invoiceId);

      it('is parsed into its attempt and outcome, without the webhook secret', async () => {
        const { invoiceId } = await prompt();
        await bench.finish('paid');
        const notice = noticesOf(invoiceId).at(-1);
        expect(notice).toMatchObject({
          kind: 'collection',
          reference,
          report: { invoiceId, reference, outcome: 'paid' },
        });
        expect(JSON.stringify(notice?.body)).not.toContain(bench.webhookSecret.reveal());
      });

      it('proves its sender by the webhook secret and by no other', async () => {
        const { invoiceId } = await prompt();
        await bench.finish('paid');
        const delivery = noticesOf(invoiceId).at(-1)?.delivery;
        if (!delivery) throw new Error('No webhook came');
        expect(bench.provider.isAuthentic(delivery, bench.webhookSecret)).toBe(true);
        expect(bench.provider.isAuthentic(delivery, new Secret('another'))).toBe(false);
      });

      it('reports the same as the status', async () => {
        const { invoiceId } = await prompt();
        await bench.finish('cancelled');
        expect([noticesOf(invoiceId).at(-1)?.report]).toEqual(await reportsOf('prompt', invoiceId));
      });

      it('has one dedupe key for each state of an invoice', async () => {
        const { invoiceId } = await prompt();
        await bench.finish('paid');
        const keys = noticesOf(invoiceId).map(({ dedupeKey }) => dedupeKey);
        expect(new Set(keys).size).toBe(keys.length);
        expect(noticesOf(invoiceId).map(({ dedupeKey }) => dedupeKey)).toEqual(keys);
      });

      it('says the same when only its known fields are left, except for the key', async () => {
        const { invoiceId } = await prompt();
        await bench.finish('cancelled');
        const { delivery } = noticesOf(invoiceId).at(-1) ?? {};
        const notice = bench.provider.readWebhook(delivery?.body ?? {});
        const { kind, invoiceId: named, report, state } = notice;
        const facts = { kind, invoiceId: named, reference, report, state };
        expect(bench.provider.readWebhook(notice.knownFields)).toMatchObject(facts);
      });

      it('names an attempt whose response was lost by its reference', async () => {
        bench.script('taken, its answer lost');
        await prompt().catch(() => undefined);
        await bench.finish('paid');
        const notices = bench.webhooks().map(({ body }) => bench.provider.readWebhook(body));
        expect(notices.filter((notice) => notice.reference === reference).at(-1)).toMatchObject({
          report: { outcome: 'paid' },
        });
      });

      it.each([
        ['an empty object', {}],
        ['nonsense', { a: [1, null, { b: '\u0000' }], state: 7, invoice_id: { x: 1 } }],
      ])('reads %s without throwing', (_what, body) => {
        expect(bench.provider.readWebhook(body)).toMatchObject({ report: null });
        const delivery = { body, headers: {}, rawBody: Buffer.from(JSON.stringify(body)) };
        expect(bench.provider.isAuthentic(delivery, bench.webhookSecret)).toBe(false);
      });
    });

    if (abilities.webhookSubscriptions) subscriptionContract(() => bench);
  });
}
