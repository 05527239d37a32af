import { Secret } from '../../src/common/crypto/secret.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { loadSettings } from '../../src/config/settings.js';
import { IntaSendProvider } from '../../src/providers/intasend/intasend.provider.js';
import { type ProviderAccount } from '../../src/providers/payment-provider.js';
import { type FaultName, startSimulator } from 'intasend-simulator';
import { startWebhookReceiver } from 'intasend-simulator/testing';
import { pressOnPage } from '../support/paying-page.js';
import { type Fate, type ProviderBench } from './provider-bench.js';

const CHALLENGE = 'challenge of the contract';
const A_SECOND = 1_000;
const FAULTS: Readonly<Record<Fate, FaultName>> = {
  refused: 'validation_error',
  'not sent': 'unavailable',
  'lost on the way': 'drop',
  'taken, its answer lost': 'drop_after',
};

const accountOf = (publishable: string, secret: string): ProviderAccount => ({
  environment: 'sandbox',
  values: {
    api_key: new Secret(`ISPubKey_test_${publishable}`),
    private_key: new Secret(`ISSecretKey_test_${secret}`),
  },
});

/** IntaSend's provider in front of the simulator. */
export async function intaSendBench(): Promise<ProviderBench> {
  const receiver = await startWebhookReceiver();
  const simulator = await startSimulator({
    port: 0,
    speed: 0,
    webhookUrl: receiver.url,
    challenge: CHALLENGE,
  });
  const { control } = simulator;
  const settings = loadSettings({
    NODE_ENV: 'test',
    JWT_SECRET: 'not used here yet long enough to be one',
    ENCRYPTION_KEY: 'ZmVybmV0IGtleSB0aGF0IGlzIG5vdCB1c2VkIGhlcmU=',
    INTASEND_SANDBOX_URL: simulator.url,
    INTASEND_LIVE_URL: simulator.url,
  });
  const logger = createLogger({ level: 'silent', pretty: false });
  const provider = new IntaSendProvider(settings, logger);
  const account = accountOf('shop', 'shop');
  control.registerAccount('ISPubKey_test_shop', 'ISSecretKey_test_shop');
  control.registerAccount('ISPubKey_test_other', 'ISSecretKey_test_other');

  return {
    provider,
    account,
    strangeAccount: accountOf('shop', 'other'),
    webhookSecret: new Secret(CHALLENGE),
    callbackUrl: receiver.url,
    script: (fate) => {
      control.addFault({ fault: FAULTS[fate], endpoint: 'stk' });
    },
    finish: async (how) => {
      const isOpen = ({ state }: { state: string }): boolean =>
        state === 'PENDING' || state === 'PROCESSING';
      for (const { invoiceId } of control.invoices().filter(isOpen)) {
        if (how === 'paid') control.complete(invoiceId);
        else control.fail(invoiceId);
      }
      await control.advance(A_SECOND);
      await control.fastForward();
    },
    payOnPage: async (url) => {
      await pressOnPage(url, 'pay');
      await control.fastForward();
    },
    webhooks: () =>
      receiver.events.map(({ body, headers, rawBody }) => ({ body, headers, rawBody })),
    stop: async () => {
      provider.onApplicationShutdown();
      await simulator.stop();
      await receiver.stop();
    },
  };
}
