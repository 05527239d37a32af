import { randomHex } from '../../src/common/crypto/tokens.js';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { type CloudPilotDatabase } from './cloudpilot.js';
import { type CommandResult, runCommand } from './command.js';
import { type TestDatabase } from './postgres.js';

/** The encryption key of this server. */
export const ENCRYPTION_KEY = KeyRing.generateKey();
/** A password in the CloudPilot database. */
export const PASSWORD = '1';
export const PRIVATE_KEY = randomHex(32);
export const SHOUTED_KEY = randomHex(32).toUpperCase();
export const SECRET_KEY = 'ISSecretKey_test_imported';
export const AMINA = 7;
export const BARAKA = 9;
export const PUBLIC_KEY = randomHex(16);

/** Runs the import command. */
export const runImport = (
  database: TestDatabase,
  pilot: CloudPilotDatabase,
  args: readonly string[] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<CommandResult> =>
  runCommand('src/cloudpilot/cli', args, {
    DATABASE_URL: database.url,
    JWT_SECRET: randomHex(32),
    ENCRYPTION_KEY,
    CLOUDPILOT_DATABASE_URL: pilot.url,
    CLOUDPILOT_ENCRYPTION_KEY: pilot.encryptionKey,
    ...settings,
  });

/** Fills a database like one that was used for years, with a payment in each status. */
export async function fillCloudPilot(pilot: CloudPilotDatabase): Promise<Record<string, string>> {
  await pilot.user({ id: AMINA, username: 'Amina', password: PASSWORD });
  await pilot.user({ id: BARAKA, username: 'baraka', password: 'x', is_active: false });
  await pilot.user({ id: 12, username: 'nobody', password: 'x' });
  await pilot.client.query(`UPDATE auth_user SET password = '!unusable' WHERE id = 12`);
  await pilot.client.query(
    `INSERT INTO users_userprofile (user_id, bio, website, created_at, updated_at)
     VALUES ($1, 'Sells WiFi', 'https://amina.example', now(), '2025-01-01T00:00:00Z')`,
    [AMINA],
  );
  await pilot.apiKey(AMINA, PUBLIC_KEY, PRIVATE_KEY);
  await pilot.apiKey(BARAKA, randomHex(16), SHOUTED_KEY);
  await pilot.router({ id: 31, user_id: AMINA });
  await pilot.router({ id: 44, user_id: BARAKA, port: 8443, use_https: true });
  await pilot.package({ id: 101, router_id: 31 });
  await pilot.package({
    id: 102,
    router_id: 31,
    name: 'A month',
    package_type: 'monthly',
    duration_hours: 720,
    price: '1499.50',
    is_active: false,
  });
  await pilot.package({ id: 103, router_id: 44, price: '10.00' });
  await pilot.credential(
    { id: 5, user_id: AMINA, is_active: false, environment: 'live', api_key: 'ISPubKey_live_old' },
    'older',
  );
  await pilot.credential(
    { id: 6, user_id: AMINA, api_key: '"ISPubKey_test_imported"' },
    ` \u200b"${SECRET_KEY}"`,
  );
  await pilot.credential({ id: 8, user_id: BARAKA, provider: 'kopokopo' }, 'a key at KopoKopo');

  const sold = { user_id: AMINA, router_id: 31, package_id: 101 };
  return {
    pending: await pilot.payment(sold),
    processing: await pilot.payment({
      ...sold,
      status: 'processing',
      intasend_invoice_id: 'PROC001',
      intasend_payment_id: 'pay-1',
      intasend_state: 'PENDING',
    }),
    completed: await pilot.payment({
      ...sold,
      status: 'completed',
      intasend_invoice_id: 'COMP001',
      intasend_state: 'COMPLETE',
      mac_address: 'aa-bb-cc-dd-ee-ff',
      ip_address: '10.5.50.7',
      completed_at: '2024-03-01T08:31:00Z',
      package_expiry_time: '2024-03-02T09:00:00Z',
    }),
    failed: await pilot.payment({
      ...sold,
      status: 'failed',
      intasend_invoice_id: 'FAIL001',
      intasend_state: 'FAILED',
      error_message: 'Wrong PIN',
      retry_count: 2,
    }),
    cancelled: await pilot.payment({ ...sold, status: 'cancelled', phone_number: 'abc' }),
    edited: await pilot.payment({
      user_id: BARAKA,
      router_id: 44,
      package_id: 103,
      status: 'completed',
      payment_provider: 'kopokopo',
      payment_method: 'bank',
      amount: '10.00',
    }),
  };
}
