import { randomHex } from '../../src/common/crypto/tokens.js';
import { type Headers, type ServerAt } from './app.js';

/** An operator who is registered and logged in. */
export interface Operator {
  readonly userId: number;
  readonly username: string;
  readonly password: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Headers with the operator's token. */
  readonly token: Headers;
  /** Headers of the operator's captive portal. */
  readonly portal: Headers;
}

/** An operator with everything that selling needs. */
export interface Shop extends Operator {
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly challenge: string | null;
  readonly credentialId: number;
  readonly routerId: number;
  readonly packageId: number;
  readonly price: string;
  readonly durationHours: number;
  /** The body of a sale request, with overrides. */
  saleRequest(overrides?: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** Registers an operator with an unused name. */
export async function anOperator(app: ServerAt): Promise<Operator> {
  const username = `operator-${randomHex(6)}`;
  const password = `pass phrase ${randomHex(6)}`;
  const registered = await app
    .post('/users/register/', { username, password, email: `${username}@example.com` })
    .expect(201);
  const login = await app.post('/users/login/', { username, password }).expect(200);
  const accessToken = String(login.body.access_token);
  const publicKey = String(registered.body.api_key.public_key);
  return {
    userId: Number(registered.body.user_id),
    username,
    password,
    publicKey,
    privateKey: String(registered.body.api_key.private_key),
    accessToken,
    refreshToken: String(login.body.refresh_token),
    token: { Authorization: `Bearer ${accessToken}` },
    portal: { 'X-Public-Key': publicKey },
  };
}

/** The options of a shop. */
export interface ShopOptions {
  readonly price?: string;
  readonly durationHours?: number;
  /** The webhook challenge on both sides; null for none. */
  readonly challenge?: string | null;
}

/** An operator with one package on one router, and keys of the simulator. */
export async function aShop(app: ServerAt, options: ShopOptions = {}): Promise<Shop> {
  const operator = await anOperator(app);
  const { price = '50.00', durationHours = 24, challenge = `challenge-${randomHex(16)}` } = options;
  const suffix = randomHex(12);
  const publishableKey = `ISPubKey_test_${suffix}`;
  const secretKey = `ISSecretKey_test_${suffix}`;
  const credential = await app
    .post(
      '/payments/credentials/',
      {
        provider: 'instasend',
        api_key: publishableKey,
        private_key: secretKey,
        ...(challenge === null ? {} : { webhook_challenge: challenge }),
      },
      operator.token,
    )
    .expect(201);
  app.simulator.control.setWebhook(
    { url: `${app.url}/payments/webhook/`, challenge },
    publishableKey,
  );
  const routerId = await aRouter(app, operator);
  const packageId = await aPackage(app, operator, routerId, {
    price,
    duration_hours: durationHours,
  });
  return {
    ...operator,
    publishableKey,
    secretKey,
    challenge,
    credentialId: Number(credential.body.id),
    routerId,
    packageId,
    price,
    durationHours,
    saleRequest: (overrides = {}) => ({
      router_id: routerId,
      package_id: packageId,
      phone_number: '0712345678',
      amount: price,
      ...overrides,
    }),
  };
}

/** Adds a router and returns its id. */
export async function aRouter(app: ServerAt, operator: Operator): Promise<number> {
  const router = await app
    .post(
      '/routers/',
      { name: 'Cafe', host: '10.0.0.1', username: 'api', password: `router-${randomHex(6)}` },
      operator.token,
    )
    .expect(201);
  return Number(router.body.id);
}

/** Adds a package to a router, with overrides, and returns its id. */
export async function aPackage(
  app: ServerAt,
  operator: Operator,
  routerId: number,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const sold = await app
    .post(
      '/routers/packages/',
      {
        name: `Package ${randomHex(4)}`,
        router: routerId,
        package_type: 'hourly',
        duration_hours: 24,
        price: '50.00',
        download_speed_mbps: 10,
        upload_speed_mbps: 5,
        ...overrides,
      },
      operator.token,
    )
    .expect(201);
  return Number(sold.body.id);
}
