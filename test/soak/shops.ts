import { keysNamed } from 'kopokopo-simulator';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { type Call, type Json, type Servers } from './http.js';
import { type SimulatorClient } from './simulator-client.js';

/** An operator who sells one package. */
export interface SoakShop {
  readonly publishableKey: string;
  /** Headers of the captive portal, and of the dashboard. */
  readonly portal: Readonly<Record<string, string>>;
  readonly token: Readonly<Record<string, string>>;
  /** The till of the shop. */
  readonly till: string;
  readonly price: string;
  readonly routerId: unknown;
  readonly packageId: unknown;
}

const PASSWORD = 'karibu sana wageni wote';

/**
 * Opens a shop over the API.
 *
 * @param server the URL of the server that receives its webhooks
 * @param hasChallenge whether its webhooks have a challenge
 */
export async function openShop(
  servers: Servers,
  simulator: SimulatorClient,
  webhookUrl: string,
  hasChallenge: boolean,
): Promise<SoakShop> {
  const must = async (path: string, body: object, headers = {}): Promise<Json> => {
    const call: Call = { name: 'open shop', path, body, headers };
    const answer = await servers.call(0, call);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const suffix = randomHex(8);
  const username = `soak-${suffix}`;
  const challenge = hasChallenge ? randomHex(16) : null;
  const publishableKey = `ISPubKey_test_${suffix}`;
  const price = '50.00';

  const registered = await must('/users/register/', {
    username,
    email: `${username}@example.com`,
    password: PASSWORD,
  });
  const login = await must('/users/login/', { username, password: PASSWORD });
  const token = { Authorization: `Bearer ${String(login['access_token'])}` };
  await must(
    '/payments/credentials/',
    {
      provider: 'intasend',
      api_key: publishableKey,
      private_key: `ISSecretKey_test_${suffix}`,
      ...(challenge === null ? {} : { webhook_challenge: challenge }),
    },
    token,
  );
  const { clientId, clientSecret, apiKey } = keysNamed(suffix);
  const till = `K${parseInt(suffix.slice(0, 6), 16) + 100_000}`;
  const atTill = await must(
    '/payments/credentials/',
    {
      provider: 'kopokopo',
      client_id: clientId,
      client_secret: clientSecret,
      api_key: apiKey,
      till_number: till,
    },
    token,
  );
  await must(`/payments/credentials/${String(atTill['id'])}/subscribe-webhooks/`, {}, token);
  await simulator.setWebhook(webhookUrl, challenge, publishableKey);
  const router = await must(
    '/routers/',
    { name: 'Soak', host: '192.168.88.1', username: 'api', password: 'router' },
    token,
  );
  const sold = await must(
    '/routers/packages/',
    {
      name: 'One day',
      router: router['id'],
      package_type: 'hourly',
      duration_hours: 24,
      price,
      download_speed_mbps: 10,
      upload_speed_mbps: 5,
    },
    token,
  );
  return {
    publishableKey,
    portal: { 'X-Public-Key': String((registered['api_key'] as Json)['public_key']) },
    token,
    till,
    price,
    routerId: router['id'],
    packageId: sold['id'],
  };
}
