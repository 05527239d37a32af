import { type FaultName, keysNamed, startSimulator } from 'kopokopo-simulator';
import { startWebhookReceiver } from 'simulator-core/testing';
import { SystemClock } from '../../src/common/clock.js';
import { Secret } from '../../src/common/crypto/secret.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { loadSettings } from '../../src/config/settings.js';
import { KopoKopoProvider } from '../../src/providers/kopokopo/kopokopo.provider.js';
import { type ProviderAccount } from '../../src/providers/payment-provider.js';
import { type Fate, type ProviderBench } from './provider-bench.js';

const TILL = 'K123456';
const FAULTS: Readonly<Record<Fate, FaultName>> = {
  refused: 'validation_error',
  'not sent': 'unavailable',
  'lost on the way': 'drop',
  'taken, its answer lost': 'drop_after',
};
const { clientId, clientSecret, apiKey } = keysNamed('shop');

const accountOf = (secret: string): ProviderAccount => ({
  environment: 'sandbox',
  values: {
    client_id: new Secret(clientId),
    client_secret: new Secret(secret),
    till_number: new Secret(TILL),
  },
});

/** Kopo Kopo's provider in front of the simulator. */
export async function kopoKopoBench(): Promise<ProviderBench> {
  const receiver = await startWebhookReceiver();
  const simulator = await startSimulator({ port: 0, speed: 0 });
  const { control } = simulator;
  const settings = loadSettings({
    NODE_ENV: 'test',
    JWT_SECRET: 'not used here yet long enough to be one',
    ENCRYPTION_KEY: 'ZmVybmV0IGtleSB0aGF0IGlzIG5vdCB1c2VkIGhlcmU=',
    KOPOKOPO_SANDBOX_URL: simulator.url,
    KOPOKOPO_LIVE_URL: simulator.url,
  });
  const logger = createLogger({ level: 'silent', pretty: false });
  const provider = new KopoKopoProvider(settings, new SystemClock(), logger);

  return {
    provider,
    account: accountOf(clientSecret),
    strangeAccount: accountOf('a secret of nobody'),
    webhookSecret: new Secret(apiKey),
    callbackUrl: receiver.url,
    script: (fate) => {
      control.addFault({ fault: FAULTS[fate], endpoint: 'stk' });
    },
    finish: async (how) => {
      for (const { id } of control.payments().filter(({ status }) => status === 'Pending')) {
        if (how === 'paid') control.complete(id);
        else control.fail(id);
      }
      await control.fastForward();
    },
    payTill: (phone, amount) => control.payTill({ till: TILL, phone, amount }),
    reverse: (receipt) => control.reverse(receipt),
    webhooks: () =>
      receiver.events.map(({ body, headers, rawBody }) => ({ body, headers, rawBody })),
    stop: async () => {
      provider.onApplicationShutdown();
      await simulator.stop();
      await receiver.stop();
    },
  };
}
