import { newId } from '../../src/common/ids/uuid.js';
import { type TestApp } from './app.js';
import { changeRouter } from './router-rows.js';
import { aShop, type Shop } from './shop.js';

/** A session that a router has reported, and how it ended; without a cause it is open. */
export interface ReportedSession {
  readonly cause: string | null;
  readonly minutesAgo: number;
}

/**
 * A shop whose router uses RADIUS, was heard so many minutes ago, and had a session then.
 * @param heardMinutesAgo null: it was never heard
 */
export async function aHeardShop(
  app: TestApp,
  heardMinutesAgo: number | null,
  session: ReportedSession | null,
): Promise<Shop> {
  const shop = await aShop(app);
  await changeRouter(app, shop, shop.routerId, { access_method: 'radius' });
  if (heardMinutesAgo !== null) {
    await app.database.query(
      `UPDATE radius.nas SET first_packet_at = $2, last_packet_at = $2 WHERE router_id = $1`,
      [shop.routerId, ago(heardMinutesAgo)],
    );
  }
  if (session === null) return shop;
  const given = await app.post(
    '/access/entitlements/',
    { router: shop.routerId, package: shop.packageId, reason: 'A gift' },
    shop.token,
  );
  await app.database.query(
    `INSERT INTO accounting_sessions
       (id, user_id, router_id, chain_id, acct_session_id, username, mac_address,
        started_at, updated_at, stopped_at, stop_cause)
     VALUES ($1, $2, $3, $4, '1', '', 'AA:BB:CC:DD:EE:FF', $5, $5,
             CASE WHEN $6::text IS NOT NULL THEN $5::timestamptz END, $6)`,
    [
      ...[newId(), shop.userId, shop.routerId, given.body.id],
      ...[ago(session.minutesAgo), session.cause],
    ],
  );
  return shop;
}

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
