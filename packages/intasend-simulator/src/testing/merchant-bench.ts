import { startWebhookReceiver, type WebhookReceiver } from 'simulator-core/testing';
import { type SimulatorOptions } from '../options.js';
import { type Simulator, startSimulator } from '../simulator.js';
import { Merchant } from './merchant.js';

/** A simulator whose time only the test moves, with a merchant and the receiver of its webhooks. */
export interface MerchantBench {
  readonly receiver: WebhookReceiver;
  readonly simulator: Simulator;
  readonly shop: Merchant;
  close(): Promise<void>;
}

/** Starts a simulator that sends its webhooks to a receiver, unless the options say otherwise. */
export async function openMerchantBench(
  options: Partial<SimulatorOptions> = {},
): Promise<MerchantBench> {
  const receiver = await startWebhookReceiver();
  const simulator = await startSimulator({
    port: 0,
    speed: 0,
    webhookUrl: receiver.url,
    ...options,
  });
  return {
    receiver,
    simulator,
    shop: new Merchant(simulator.url),
    close: async () => {
      await simulator.stop();
      await receiver.stop();
    },
  };
}
