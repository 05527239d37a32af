import { randomInt } from 'node:crypto';
import type pg from 'pg';
import { newId } from '../../src/common/ids/uuid.js';

/** Runs statements: a connection or a pool. */
type Queryable = Pick<pg.Client, 'query'>;

const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** An access code that no other row has. */
export const anAccessCode = (): string =>
  Array.from({ length: 8 }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');

/** A MAC address that no other device has. */
export const aMac = (): string =>
  ['02', ...Array.from({ length: 5 }, () => randomInt(256).toString(16).padStart(2, '0'))]
    .join(':')
    .toUpperCase();

/** A router as the RADIUS server knows it. */
export interface NasRow {
  readonly routerId: number;
  readonly userId: number;
  readonly address: string;
  readonly secret: string;
}

/** Inserts an operator, unless one is given, and a router that asks by RADIUS. */
export async function insertNas(
  client: Queryable,
  given: { readonly address: string; readonly userId?: number; readonly secret?: string },
): Promise<NasRow> {
  const { address, secret = 'f'.repeat(32) } = given;
  const userId = given.userId ?? (await insertUser(client));
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO routers (user_id, name, host, username, password_sealed, access_method, nas_address)
     VALUES ($1, 'Cafe', '10.0.0.1', 'api', '-', 'radius', $2) RETURNING id`,
    [userId, address],
  );
  const routerId = rows[0]?.id ?? 0;
  await client.query('INSERT INTO radius.nas (router_id, secret) VALUES ($1, $2)', [
    routerId,
    secret,
  ]);
  return { routerId, userId, address, secret };
}

async function insertUser(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO users (username, email, password_hash)
     SELECT name, name || '@example.com', '-' FROM (SELECT 'operator-' || $1::text AS name) AS made
     RETURNING id`,
    [newId()],
  );
  return rows[0]?.id ?? 0;
}

/** An entitlement as it was inserted. */
export interface EntitlementRow {
  readonly id: string;
  readonly chainId: string;
  readonly code: string;
}

/** The fields of an inserted entitlement. Times are SQL expressions. */
export interface EntitlementOptions {
  readonly source?: 'operator' | 'voucher';
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly durationMinutes?: number;
  readonly download?: number;
  readonly upload?: number;
  readonly deviceLimit?: number;
  readonly dataCapMb?: number | null;
  readonly isRevoked?: boolean;
  /** The entitlement that it follows. */
  readonly after?: EntitlementRow;
  readonly code?: string;
}

/** Inserts an entitlement of an hour, which is running unless the options say otherwise. */
export async function insertEntitlement(
  client: Queryable,
  { userId, routerId }: Pick<NasRow, 'userId' | 'routerId'>,
  options: EntitlementOptions = {},
): Promise<EntitlementRow> {
  const id = newId();
  const { after, startsAt = 'now()', endsAt = `now() + interval '1 hour'` } = options;
  const row = {
    id,
    chainId: after?.chainId ?? id,
    code: after?.code ?? options.code ?? anAccessCode(),
  };
  await client.query(
    `INSERT INTO entitlements
       (id, user_id, router_id, source, chain_id, previous_id, access_code, package_name,
        duration_minutes, download_speed_mbps, upload_speed_mbps, device_limit, data_cap_mb,
        starts_at, ends_at, revoked_at, revoke_reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'One hour', $8, $9, $10, $11, $12,
             ${startsAt}, ${endsAt}, $13, $14)`,
    [
      id,
      userId,
      routerId,
      options.source ?? 'operator',
      row.chainId,
      after?.id ?? null,
      row.code,
      options.durationMinutes ?? 60,
      options.download ?? 5,
      options.upload ?? 2,
      options.deviceLimit ?? 1,
      options.dataCapMb ?? null,
      options.isRevoked ? new Date() : null,
      options.isRevoked ? 'refunded' : null,
    ],
  );
  return row;
}

/** Attaches a device to a chain without asking the limit. */
export async function insertDevice(
  client: Queryable,
  chain: EntitlementRow,
  mac: string,
  { namedAtSale = false } = {},
): Promise<void> {
  await client.query(
    `INSERT INTO devices (chain_id, mac_address, user_id, named_at_sale)
     SELECT id, $2, user_id, $3 FROM entitlements WHERE id = $1`,
    [chain.chainId, mac, namedAtSale],
  );
}

/** The fields of an inserted accounting session. */
export interface SessionOptions {
  readonly mac?: string;
  readonly acctSessionId?: string;
  readonly ip?: string | null;
  /** Closes it; without a cause it is open. */
  readonly stopCause?: string;
  readonly octets?: number;
}

/** Inserts an accounting session of a chain, which has just been reported; gives its id. */
export async function insertSession(
  client: Queryable,
  { userId, routerId }: Pick<NasRow, 'userId' | 'routerId'>,
  { chainId, code }: EntitlementRow,
  options: SessionOptions = {},
): Promise<string> {
  const id = newId();
  await client.query(
    `INSERT INTO accounting_sessions
       (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, ip_address,
        started_at, updated_at, octets_down, stopped_at, stop_cause)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), now(), $9,
             CASE WHEN $10::text IS NOT NULL THEN now() END, $10)`,
    [
      id,
      userId,
      routerId,
      chainId,
      options.acctSessionId ?? '80100001',
      code,
      options.mac ?? aMac(),
      options.ip === undefined ? '10.5.50.7' : options.ip,
      options.octets ?? 0,
      options.stopCause ?? null,
    ],
  );
  return id;
}
