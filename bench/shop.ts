import { randomBytes } from 'node:crypto';

/** An operator, created through the API. */
export interface Shop {
  readonly userId: number;
  readonly username: string;
  readonly password: string;
  readonly publicKey: string;
  readonly accessToken: string;
  /** The router of the sales, one of {@link routerIds}. */
  readonly routerId: number;
  readonly routerIds: readonly number[];
  /** The package of the sales, one of five that each router has. */
  readonly packageId: number;
  readonly challenge: string;
}

type Headers = Readonly<Record<string, string>>;

export const PRICE = '50.00';
const ROUTERS = 20;
const PACKAGES = 5;

/** Registers an operator with keys, and routers with five packages each. */
export async function openShop(url: string, routers = ROUTERS): Promise<Shop> {
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
  const routerIds: number[] = [];
  const packageIds: number[] = [];
  for (let number = 1; number <= routers; number += 1) {
    const routerId = await addRouter(url, number, headers);
    routerIds.push(routerId);
    packageIds.push(...(await addPackages(url, routerId, headers)));
  }
  return {
    userId: Number(registered['user_id']),
    username,
    password,
    publicKey: String((registered['api_key'] as Record<string, unknown>)['public_key']),
    accessToken,
    routerId: routerIds[0] ?? 0,
    routerIds,
    packageId: packageIds[0] ?? 0,
    challenge,
  };
}

async function addRouter(url: string, number: number, headers: Headers): Promise<number> {
  const device = { host: '10.0.0.1', username: 'api', password: 'secret-1234' };
  const router = { name: `Cafe ${number}`, ...device };
  return Number((await post(url, '/routers/', router, headers))['id']);
}

async function addPackages(url: string, routerId: number, headers: Headers): Promise<number[]> {
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
  return ids;
}

/** Gets a new access token: a token is valid for minutes, and the benchmark takes longer. */
export async function loginAgain(url: string, { username, password }: Shop): Promise<string> {
  return String((await post(url, '/users/login/', { username, password }))['access_token']);
}

async function post(
  url: string,
  path: string,
  body: object,
  headers: Headers = {},
): Promise<Record<string, unknown>> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}
