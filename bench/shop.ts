import { randomBytes } from 'node:crypto';

/** An operator who sells, made through the API. */
export interface Shop {
  readonly userId: number;
  readonly username: string;
  readonly password: string;
  readonly publicKey: string;
  readonly accessToken: string;
  readonly routerId: number;
  /** The package that is sold, of five. */
  readonly packageId: number;
  readonly challenge: string;
}

export const PRICE = '50.00';
const PACKAGES = 5;

/** Registers an operator with keys, a router and packages. */
export async function openShop(url: string): Promise<Shop> {
  const username = `bench-${randomBytes(4).toString('hex')}`;
  const password = `pass phrase ${randomBytes(8).toString('hex')}`;
  const challenge = randomBytes(16).toString('hex');
  const registered = await post(url, '/users/register/', {
    ...{ username, password, email: `${username}@example.com` },
  });
  const login = await post(url, '/users/login/', { username, password });
  const accessToken = String(login['access_token']);
  const headers = { Authorization: `Bearer ${accessToken}` };
  const credentials = {
    provider: 'instasend',
    api_key: 'ISPubKey_test_benchmark',
    private_key: 'ISSecretKey_test_benchmark',
    webhook_challenge: challenge,
  };
  await post(url, '/payments/credentials/', credentials, headers);
  const router = { name: 'Cafe', host: '10.0.0.1', username: 'api', password: 'secret-1234' };
  const routerId = Number((await post(url, '/routers/', router, headers))['id']);
  const ids: number[] = [];
  for (let number = 1; number <= PACKAGES; number += 1) {
    const sold = {
      name: `Package ${number}`,
      router: routerId,
      package_type: 'hourly',
      duration_hours: 24 * number,
      price: number === 1 ? PRICE : `${50 * number}.00`,
      download_speed_mbps: 10,
      upload_speed_mbps: 5,
    };
    ids.push(Number((await post(url, '/routers/packages/', sold, headers))['id']));
  }
  return {
    userId: Number(registered['user_id']),
    username,
    password,
    publicKey: String((registered['api_key'] as Record<string, unknown>)['public_key']),
    accessToken,
    routerId,
    packageId: ids[0] ?? 0,
    challenge,
  };
}

/** A new access token: they last for minutes, and the benchmark for longer. */
export async function loginAgain(url: string, { username, password }: Shop): Promise<string> {
  return String((await post(url, '/users/login/', { username, password }))['access_token']);
}

async function post(
  url: string,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}
