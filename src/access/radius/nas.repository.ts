import { Injectable } from '@nestjs/common';
import { Secret } from '../../common/crypto/secret.js';
import { randomHex } from '../../common/crypto/tokens.js';
import { Database, type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { CLIENT_LIFETIME_S } from './freeradius-environment.js';
import { IS_SILENT_NAS } from './silent-nas.sql.js';

const SECRET_BYTES = 16;
/** How long a repeated request with the same Idempotency-Key rotates nothing. */
const REPEAT_HOURS = 24;

/** A router as a RADIUS client, and what was seen of it. */
export interface Nas {
  readonly secret: Secret;
  readonly secretChangedAt: Date;
  /** From when on packets with the former secret are ignored. */
  readonly effectiveBy: Date;
  readonly firstPacketAt: Date | null;
  readonly lastPacketAt: Date | null;
  readonly firstLoginAt: Date | null;
  /** The last accounting packet: it proves that the router has the secret that was valid then. */
  readonly provenAt: Date | null;
  /** Its last packet, when nothing has come since although a device was online; else null. */
  readonly silentSince: Date | null;
}

/** A rotated secret. */
export interface Rotation {
  readonly secret: Secret;
  readonly secretChangedAt: Date;
  readonly effectiveBy: Date;
  /** Whether an earlier request with the same key has rotated it. */
  readonly isReplay: boolean;
}

type Owned = { readonly userId: number; readonly routerId: number };
type NasRow = Omit<Nas, 'secret' | 'effectiveBy'> & {
  readonly secret: string;
  readonly isRotated: boolean;
};

const ADD = statement<unknown, { routerId: number; secret: string }>(
  'add_nas',
  `
  INSERT INTO radius.nas (router_id, secret) VALUES (:routerId, :secret)
  ON CONFLICT (router_id) DO NOTHING`,
);
// Accounting is always authenticated; a login by CHAP proves nothing of the secret.
const FIND = statement<NasRow, Owned>(
  'find_nas',
  `
  SELECT n.secret, n.secret_changed_at AS "secretChangedAt",
         n.secret_changed_at > n.created_at AS "isRotated",
         n.first_packet_at AS "firstPacketAt", n.last_packet_at AS "lastPacketAt",
         n.first_login_at AS "firstLoginAt",
         greatest(n.accounting_on_at,
                  (SELECT max(s.updated_at) FROM accounting_sessions s
                    WHERE s.router_id = n.router_id AND s.stopped_at IS NULL)) AS "provenAt",
         CASE WHEN ${IS_SILENT_NAS} THEN n.last_packet_at END AS "silentSince"
    FROM routers r JOIN radius.nas n ON n.router_id = r.id
   WHERE r.user_id = :userId AND r.id = :routerId AND r.archived_at IS NULL`,
);
const ROTATE = statement<
  { secret: string; secretChangedAt: Date },
  Owned & { secret: string; keyHash: string | null }
>(
  'rotate_radius_secret',
  `
  UPDATE radius.nas n
     SET secret = CASE WHEN ${isRepeated()} THEN n.secret ELSE :secret END,
         secret_changed_at = CASE WHEN ${isRepeated()} THEN n.secret_changed_at ELSE now() END,
         rotation_key_hash = :keyHash
    FROM routers r
   WHERE r.id = n.router_id AND r.user_id = :userId AND r.id = :routerId
     AND r.archived_at IS NULL AND r.access_method = 'radius'
  RETURNING n.secret, n.secret_changed_at AS "secretChangedAt"`,
);

function isRepeated(): string {
  return `n.rotation_key_hash = :keyHash
                    AND n.secret_changed_at > now() - interval '${REPEAT_HOURS} hours'`;
}

/** The routers as RADIUS clients. */
@Injectable()
export class NasRepository {
  constructor(private readonly database: Database) {}

  /** Gives a router a new shared secret, unless it has one. */
  async add(tx: Sql, routerId: number): Promise<void> {
    await tx.query(ADD({ routerId, secret: randomHex(SECRET_BYTES) }));
  }

  /** Null when the operator has no such router, or it has never used RADIUS. */
  async find(userId: number, routerId: number): Promise<Nas | null> {
    const [row] = await this.database.query(FIND({ userId, routerId }));
    if (!row) return null;
    const { secret, isRotated, secretChangedAt, ...seen } = row;
    return {
      ...seen,
      secret: new Secret(secret),
      secretChangedAt,
      effectiveBy: isRotated ? afterLifetime(secretChangedAt) : secretChangedAt,
    };
  }

  /**
   * Replaces the shared secret of a router. A repeated request with the same key gets the secret of
   * the first one.
   *
   * @param keyHash SHA-256 of its Idempotency-Key
   * @param also runs in the transaction that replaces the secret, and not for a repeated request
   * @returns null when the operator has no such router that uses RADIUS
   */
  rotate(
    userId: number,
    routerId: number,
    keyHash: string | null,
    also: (tx: Sql) => Promise<void>,
  ): Promise<Rotation | null> {
    const secret = randomHex(SECRET_BYTES);
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query(ROTATE({ userId, routerId, secret, keyHash }));
      if (!row) return null;
      const isReplay = row.secret !== secret;
      if (!isReplay) await also(tx);
      return {
        secret: new Secret(row.secret),
        secretChangedAt: row.secretChangedAt,
        effectiveBy: afterLifetime(row.secretChangedAt),
        isReplay,
      };
    });
  }
}

/** FreeRADIUS uses a secret that it knows until then. */
const afterLifetime = (changedAt: Date): Date =>
  new Date(changedAt.getTime() + CLIENT_LIFETIME_S * 1000);
