import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type WebhookReceiver } from 'simulator-core/testing';
import { type Simulator } from '../simulator.js';
import { type Merchant } from '../testing/merchant.js';
import { type MerchantBench, openMerchantBench } from '../testing/merchant-bench.js';
import { type WebhookFaultName } from './webhook-faults.js';

const FIVE_MINUTES_MS = 5 * 60_000;
const CHALLENGE = 'agreed-on';

describe('a scripted fault of a webhook', () => {
  let bench: MerchantBench;
  let receiver: WebhookReceiver;
  let simulator: Simulator;
  let shop: Merchant;

  beforeEach(async () => {
    bench = await openMerchantBench({ challenge: CHALLENGE });
    ({ receiver, simulator, shop } = bench);
  });

  afterEach(() => bench.close());

  /** Completes a payment whose COMPLETE event has the fault. */
  const payWith = async (fault: WebhookFaultName): Promise<void> => {
    simulator.control.addWebhookFault({ fault, state: 'COMPLETE' });
    await shop.push();
    await simulator.control.advance(20_000);
  };
  const completed = () => receiver.events.filter(({ body }) => body['state'] === 'COMPLETE');
  const stateOfLast = () => simulator.control.deliveries().at(-1)?.state;

  it('loses an event for ever, though the money is taken', async () => {
    await payWith('lost');
    await simulator.control.fastForward();
    expect(completed()).toEqual([]);
    expect(stateOfLast()).toBe('lost');
    expect(simulator.control.books()).toHaveLength(1);
  });

  it('sends an event twice, the second time with other charges', async () => {
    await payWith('twice');
    const [first, second] = completed().map(({ body }) => body);
    expect(completed()).toHaveLength(2);
    expect({ ...second, charges: null }).toEqual({ ...first, charges: null });
    expect(second?.['charges']).not.toBe(first?.['charges']);
  });

  it('sends an event late, so that later ones overtake it', async () => {
    simulator.control.addWebhookFault({ fault: 'late', state: 'PROCESSING', delayMs: 30_000 });
    await shop.push();
    await simulator.control.fastForward();
    expect(receiver.states()).toEqual(['PENDING', 'COMPLETE', 'PROCESSING']);
  });

  it('cuts the connection half-way, and tries again after five minutes', async () => {
    await payWith('cut');
    expect(completed()).toEqual([]);
    expect(simulator.control.webhookHealth(shop.publishableKey).failuresInARow).toBe(1);
    await simulator.control.advance(FIVE_MINUTES_MS);
    expect(completed()).toHaveLength(1);
    expect(stateOfLast()).toBe('delivered');
  });

  it('loses the answer, so that the same event comes again', async () => {
    await payWith('unheard');
    await simulator.control.advance(FIVE_MINUTES_MS);
    const [first, second] = completed();
    expect(completed()).toHaveLength(2);
    expect(second?.body).toEqual(first?.body);
  });

  it('sends a wrong challenge', async () => {
    await payWith('wrong_challenge');
    const challenges = receiver.events.map(({ body }) => body['challenge'] === CHALLENGE);
    expect(challenges).toEqual([true, true, false]);
  });

  it('affects only matching events, as often as it says, and is counted', async () => {
    const { control } = simulator;
    control.addWebhookFault({ fault: 'lost', apiRef: 'order-', phone: '5678', times: 2 });
    control.addWebhookFault({ fault: 'lost', apiRef: 'order-2' });
    control.addWebhookFault({ fault: 'lost', phone: '999' });
    control.addWebhookFault({ fault: 'lost', probability: 0, times: 'forever' });
    await shop.push();
    await control.fastForward();

    expect(receiver.states()).toEqual(['COMPLETE']);
    expect(control.struck()).toEqual([{ at: 'webhook', fault: 'lost', count: 2 }]);
    expect(control.webhookFaults()).toMatchObject([
      { script: { apiRef: 'order-2' }, left: 1 },
      { script: { phone: '999' }, left: 1 },
      { script: { probability: 0 } },
    ]);
    control.clearWebhookFaults();
    expect(control.webhookFaults()).toEqual([]);
  });
});
