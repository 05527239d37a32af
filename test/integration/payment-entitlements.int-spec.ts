import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256Hex } from '../../src/common/crypto/hash.js';
import { newId } from '../../src/common/ids/uuid.js';
import { EVENT_TYPES } from '../../src/database/outbox.js';
import { anAccessCode, insertEntitlement, insertNas, type NasRow } from '../support/access-rows.js';
import { type ConnectedDatabase, connectToTestDatabase } from '../support/connected-database.js';

const BEGIN = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** A purchase, so many hours after the one before. */
interface Purchase {
  readonly afterHours: number;
  readonly phone: number;
  readonly router: number;
  /** Null when it names none. */
  readonly device: string | null;
  readonly isPaidByPhone: boolean;
  /** The claim that it carries: the one of an earlier purchase by number, or none or a wrong one. */
  readonly claim: number | 'wrong' | null;
  /** Which property of the package differs from the usual one. */
  readonly variant: keyof typeof VARIANTS;
  readonly hours: number;
  readonly isRevokedLater: boolean;
}

const USUAL = { packageId: 0, download: 10, upload: 5, deviceLimit: 1, dataCapMb: null };
const VARIANTS = {
  usual: USUAL,
  package: { ...USUAL, packageId: 1 },
  download: { ...USUAL, download: 20 },
  upload: { ...USUAL, upload: 6 },
  devices: { ...USUAL, deviceLimit: 2 },
  cap: { ...USUAL, dataCapMb: 500 },
} as const;

const purchases = fc.array(
  fc.record<Purchase>({
    afterHours: fc.integer({ min: 0, max: 6 }),
    phone: fc.nat(1),
    router: fc.nat(1),
    device: fc.constantFrom(null, '02:00:00:00:00:01', '02:00:00:00:00:02'),
    isPaidByPhone: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.boolean()),
    claim: fc.oneof(
      { weight: 2, arbitrary: fc.constant(null) },
      fc.nat(4),
      fc.constant('wrong' as const),
    ),
    variant: fc.oneof(
      { weight: 5, arbitrary: fc.constant('usual' as const) },
      fc.constantFrom(...(Object.keys(VARIANTS) as (keyof typeof VARIANTS)[])),
    ),
    hours: fc.integer({ min: 1, max: 24 }),
    isRevokedLater: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()),
  }),
  { minLength: 1, maxLength: 10 },
);

/** Another phone continues a chain by its claim, and then the first phone pays again. */
function anotherPhoneContinued(): Purchase[] {
  const usual: Purchase = {
    afterHours: 0,
    phone: 0,
    router: 0,
    device: null,
    isPaidByPhone: true,
    claim: null,
    variant: 'usual',
    hours: 1,
    isRevokedLater: false,
  };
  return [usual, { ...usual, phone: 1, claim: 0 }, usual];
}

/** What the rules of docs/access.md say about a purchase. Chains are known by their number. */
interface Expected {
  readonly purchase: Purchase;
  readonly chain: number;
  readonly previous: number | null;
  /** The devices of its chain afterwards, as long as there is room for them. */
  readonly devices: readonly string[];
  readonly isPhoneProven: boolean;
  readonly startsAt: number;
  readonly endsAt: number;
}

/**
 * Continues the equal and running chain whose first purchase had the claim. Else it is the chain in
 * which the purchase of the same phone ends last, equal and running; a purchase that names a device
 * continues only one that has it then. A phone that only had a claim continues nothing later.
 */
function expectedOf(bought: readonly Purchase[]): Expected[] {
  const written: Expected[] = [];
  const devicesOf = (chain: number): readonly string[] =>
    written.findLast((each) => each.chain === chain)?.devices ?? [];
  let now = BEGIN;
  for (const [number, purchase] of bought.entries()) {
    now += purchase.afterHours * HOUR;
    const running = written
      .map((each, index) => ({ ...each, index }))
      .filter(
        (each) =>
          !each.purchase.isRevokedLater &&
          each.purchase.router === purchase.router &&
          each.purchase.variant === purchase.variant &&
          each.endsAt > now,
      )
      .toSorted((a, b) => b.endsAt - a.endsAt || b.index - a.index);
    const byClaim = running.find((each) => each.chain === purchase.claim);
    const byPhone = running.find(
      (each) =>
        purchase.isPaidByPhone &&
        each.isPhoneProven &&
        each.purchase.phone === purchase.phone &&
        (purchase.device === null || devicesOf(each.chain).includes(purchase.device)),
    );
    // Another phone may have continued the chain since.
    const continued = running.find((each) => each.chain === (byClaim ?? byPhone)?.chain);
    const isKnownPhone = written.some(
      (each) =>
        each.chain === byClaim?.chain &&
        each.isPhoneProven &&
        !each.purchase.isRevokedLater &&
        each.purchase.phone === purchase.phone,
    );
    const startsAt = continued?.endsAt ?? now;
    const chain = continued?.chain ?? number;
    const devices = devicesOf(chain);
    const hasRoom = devices.length < VARIANTS[purchase.variant].deviceLimit;
    const isNew = purchase.device !== null && !devices.includes(purchase.device);
    written.push({
      purchase,
      chain,
      devices: isNew && hasRoom ? [...devices, purchase.device] : devices,
      previous: continued?.index ?? null,
      isPhoneProven: purchase.isPaidByPhone && (!byClaim || isKnownPhone),
      startsAt,
      endsAt: startsAt + purchase.hours * HOUR,
    });
  }
  return written;
}

/** The devices of a chain after all purchases, as SQL gives them. */
function devicesAtEnd(written: readonly Expected[], chain: number): readonly string[] | null {
  const devices = written.findLast((each) => each.chain === chain)?.devices ?? [];
  return devices.length === 0 ? null : devices.toSorted();
}

/** The stored hash of the claim of a purchase. */
const hashOf = (payment: string): string => sha256Hex(`claim of ${payment}`);

describe('the entitlements of random purchases', () => {
  let database: ConnectedDatabase;
  let routers: readonly NasRow[];
  let packages: (readonly number[])[];

  beforeAll(async () => {
    database = await connectToTestDatabase();
  });
  beforeEach(async () => {
    await database.client.query('BEGIN');
    const first = await insertNas(database.client, { address: '10.77.0.1' });
    const { userId } = first;
    routers = [first, await insertNas(database.client, { address: '10.77.0.2', userId })];
    packages = [];
    for (const router of routers) {
      packages.push([await insertPackage(router, 'One'), await insertPackage(router, 'Two')]);
    }
  });
  afterEach(() => database.client.query('ROLLBACK'));
  afterAll(() => database.close());

  async function insertPackage({ userId, routerId }: NasRow, name: string): Promise<number> {
    const { rows } = await database.client.query<{ id: number }>(
      `INSERT INTO packages (user_id, router_id, name, package_type, duration_hours, price_minor,
                             currency, download_speed_mbps, upload_speed_mbps)
       VALUES ($1, $2, $3, 'hourly', 1, 5000, 'KES', 10, 5) RETURNING id`,
      [userId, routerId, name],
    );
    return rows[0]?.id ?? 0;
  }

  /** Inserts a completed payment, and writes its entitlement. */
  async function buy(
    purchase: Purchase,
    completedAt: Date,
    earlier: readonly string[],
  ): Promise<string> {
    const id = newId();
    const claim = purchase.claim === 'wrong' ? newId() : earlier[purchase.claim ?? earlier.length];
    const router = routers[purchase.router];
    const sold = VARIANTS[purchase.variant];
    await database.client.query(
      `INSERT INTO payments
         (id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor, currency,
          payment_method, payment_provider, status, mac_address, package_name, duration_hours,
          download_speed_mbps, upload_speed_mbps, device_limit, data_cap_mb, completed_at,
          package_expiry_time, access_claim_hash, earlier_claim_hash)
       VALUES ($1, $2, $3, $4, $5, $5, 5000, 'KES', 'mpesa', 'instasend', 'completed', $6, 'Package',
               $7, $8, $9, $10, $11, $12, $12, $13, $14)`,
      [
        ...[id, router?.userId, router?.routerId, packages[purchase.router]?.[sold.packageId]],
        ...[`+25471200000${purchase.phone}`, purchase.device ?? '', purchase.hours],
        ...[sold.download, sold.upload, sold.deviceLimit, sold.dataCapMb, completedAt],
        ...[hashOf(id), claim === undefined ? null : hashOf(claim)],
      ],
    );
    const { rows } = await database.client.query<{ isCreated: boolean }>(
      'SELECT create_payment_entitlement($1, $2, $3, $4, $5) AS "isCreated"',
      [id, id, anAccessCode(), completedAt, purchase.isPaidByPhone],
    );
    expect(rows).toEqual([{ isCreated: true }]);
    const again = await database.client.query<{ isCreated: boolean }>(
      'SELECT create_payment_entitlement($1, $2, $3, $4, $5) AS "isCreated"',
      [id, newId(), anAccessCode(), completedAt, false],
    );
    expect(again.rows).toEqual([{ isCreated: false }]);
    if (purchase.isRevokedLater) {
      await database.client.query(
        `UPDATE entitlements SET revoked_at = $2, revoke_reason = 'refunded' WHERE payment_id = $1`,
        [id, completedAt],
      );
    }
    return id;
  }

  it('follow the rules of chains, and a payment gets one only', async () => {
    await fc.assert(
      fc.asyncProperty(purchases, async (bought) => {
        await database.client.query('SAVEPOINT purchases');
        try {
          const ids: string[] = [];
          let now = BEGIN;
          for (const purchase of bought) {
            now += purchase.afterHours * HOUR;
            ids.push(await buy(purchase, new Date(now), ids));
          }
          const { rows } = await database.client.query(
            `SELECT e.chain_id AS chain, e.previous_id AS previous, e.starts_at AS "startsAt",
                    e.ends_at AS "endsAt", first.access_code = e.access_code AS "hasCodeOfChain",
                    e.duration_minutes AS minutes, e.device_limit AS "deviceLimit",
                    e.data_cap_mb AS "dataCapMb", e.is_phone_proven AS "isPhoneProven",
                    e.access_claim_hash IS NOT NULL AS "hasClaim",
                    (SELECT count(*)::int FROM entitlement_history h WHERE h.entitlement_id = e.id)
                      AS lines,
                    (SELECT array_agg(v.type) FROM events v WHERE v.subject = e.id) AS events,
                    (SELECT array_agg(d.mac_address ORDER BY d.mac_address) FROM devices d
                      WHERE d.chain_id = e.chain_id) AS devices
               FROM entitlements e JOIN entitlements first ON first.id = e.chain_id
              WHERE e.payment_id = ANY ($1) ORDER BY array_position($1::uuid[], e.payment_id)`,
            [ids],
          );
          const expected = expectedOf(bought);
          expect(rows).toEqual(
            expected.map(
              ({ purchase, chain, previous, isPhoneProven, startsAt, endsAt }, number) => ({
                chain: ids[chain],
                previous: previous === null ? null : ids[previous],
                startsAt: new Date(startsAt),
                endsAt: new Date(endsAt),
                hasCodeOfChain: true,
                minutes: purchase.hours * 60,
                deviceLimit: VARIANTS[purchase.variant].deviceLimit,
                dataCapMb: VARIANTS[purchase.variant].dataCapMb,
                lines: 1,
                events: [EVENT_TYPES['access.granted']],
                isPhoneProven,
                hasClaim: chain === number,
                devices: devicesAtEnd(expected, chain),
              }),
            ),
          );
        } finally {
          await database.client.query('ROLLBACK TO SAVEPOINT purchases');
        }
      }),
      { examples: [[anotherPhoneContinued()]] },
    );
  });

  it('of others get the events of their history by a trigger, where the writer has published none', async () => {
    const [router] = routers;
    if (!router) throw new Error('There is no router');
    const { id } = await insertEntitlement(database.client, router);
    await database.client.query(
      `INSERT INTO entitlement_history (entitlement_id, user_id, event, source, is_published)
       SELECT $1, $2, event, source, is_published
         FROM (VALUES ('created', 'payment', false), ('created', 'payment', true),
                      ('created', 'operator', false), ('moved', 'operator', false),
                      ('extended', 'operator', false)) AS line (event, source, is_published)`,
      [id, router.userId],
    );
    const { rows } = await database.client.query<{ type: number }>(
      'SELECT type FROM events WHERE subject = $1 ORDER BY id',
      [id],
    );
    const { 'access.granted': granted, 'access.extended': extended } = EVENT_TYPES;
    expect(rows.map(({ type }) => type)).toEqual([granted, granted, extended]);
  });
});
