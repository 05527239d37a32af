import { type TestApp } from './app.js';
import { type Shop } from './shop.js';

/** Unmatched money of an operator. Returns the id of its receipt. */
export async function anUnmatchedReceipt(app: TestApp, shop: Shop): Promise<string> {
  const [receipt] = await app.database.query<{ id: string }>(
    `INSERT INTO receipts (user_id, provider, receipt, state, credential_id, credential_version,
                           environment, amount_minor, currency, phone_e164, received_at)
     VALUES ($1, 'kopokopo', 'TDL4MADEUP', 'unmatched', $2, 1, 'sandbox', 5000, 'KES',
             '+254712345678', now()) RETURNING id`,
    [shop.userId, shop.credentialId],
  );
  if (!receipt) throw new Error('A receipt was not inserted');
  return receipt.id;
}
