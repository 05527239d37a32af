import { beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/common/crypto/secret.js';
import { Money } from '../../src/common/money/money.js';
import { parseKenyanMobile, type PhoneNumber } from '../../src/common/phone/phone.js';
import { type ProviderBench } from './provider-bench.js';

const PHONE = parseKenyanMobile('0712345678') as PhoneNumber;
const PRICE = Money.parse('50.00', 'KES');
const TIMEOUT_MS = 5_000;

/** What every provider that tells of money at a till has to do. */
export function subscriptionContract(bench: () => ProviderBench): void {
  describe('a subscription', () => {
    const subscribe = () =>
      bench().provider.subscribeWebhooks(
        { callbackUrl: bench().callbackUrl, timeoutMs: TIMEOUT_MS },
        bench().account,
      );
    const transactionsOf = (receipt: string) =>
      bench()
        .webhooks()
        .map((delivery) => ({ delivery, ...bench().provider.readWebhook(delivery.body) }))
        .filter(({ transaction }) => transaction?.receipt === receipt);

    beforeAll(subscribe);

    it('is accepted for each event about the till', async () => {
      const subscriptions = await subscribe();
      expect(subscriptions.length).toBeGreaterThan(0);
      for (const { id, event } of subscriptions) {
        expect(id).toMatch(/./);
        expect(event).toMatch(/./);
      }
    });

    it('refuses unknown keys', async () => {
      const request = { callbackUrl: bench().callbackUrl, timeoutMs: TIMEOUT_MS };
      const refusal = bench().provider.subscribeWebhooks(request, bench().strangeAccount);
      await expect(refusal).rejects.toMatchObject({ about: 'credentials' });
    });

    it('tells of money that comes without a prompt, and that it is taken back', async () => {
      const { receipt } = (await bench().payTill?.(PHONE.e164, '50.00')) ?? { receipt: '' };
      const [received] = transactionsOf(receipt);
      expect(received).toMatchObject({
        kind: 'till_transaction',
        report: null,
        transaction: { type: 'received', receipt, phone: PHONE, at: expect.any(Date) },
      });
      expect(received?.transaction?.amount?.equals(PRICE)).toBe(true);
      await bench().reverse?.(receipt);
      expect(transactionsOf(receipt).at(-1)?.transaction).toMatchObject({
        type: 'reversed',
        id: received?.transaction?.id,
      });
    });

    it('tells the same of the money of a prompt', async () => {
      const { provider, account, callbackUrl } = bench();
      const reference = 'contract-of-a-till';
      const request = {
        reference,
        amount: PRICE,
        phone: PHONE,
        callbackUrl,
        timeoutMs: TIMEOUT_MS,
      };
      await provider.prompt(request, account);
      await bench().finish('paid');
      const report = bench()
        .webhooks()
        .map(({ body }) => provider.readWebhook(body).report)
        .find((each) => each?.reference === reference);
      const [told] = transactionsOf(report?.receipt ?? '');
      expect(told?.transaction).toMatchObject({ type: 'received', phone: PHONE });
      expect(told?.transaction?.amount?.equals(PRICE)).toBe(true);
    });

    it('proves the sender of an event by the webhook secret and by no other', async () => {
      const { receipt } = (await bench().payTill?.(PHONE.e164, '50.00')) ?? { receipt: '' };
      const delivery = transactionsOf(receipt).at(-1)?.delivery;
      if (!delivery) throw new Error('No webhook came');
      expect(bench().provider.isAuthentic(delivery, bench().webhookSecret)).toBe(true);
      expect(bench().provider.isAuthentic(delivery, new Secret('another'))).toBe(false);
    });
  });
}
