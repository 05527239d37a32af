import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';
import { statement } from '../database/statement.js';
import { type LoginProof, type ProofKind } from './login-proof.js';
import { type FoundRefreshToken } from './refresh-refusal.js';

/** A refresh token as it is stored. */
export interface StoredRefreshToken {
  readonly hash: string;
  readonly ttlMs: number;
}

/** A new login with its proof and its first refresh token. */
interface NewSession {
  readonly id: string;
  readonly userId: number;
  readonly proof: string;
  readonly hash: string;
  readonly ttlMs: number;
}

/**
 * The proof is found and locked again. A concurrent replacement waits until the login has started,
 * and then ends it with the others.
 */
const beginWith = (kind: ProofKind, proven: string): string => `
  WITH proven AS (${proven} FOR SHARE),
       session AS (
         INSERT INTO sessions (id, user_id, begun_by)
         SELECT :id, user_id, '${kind}' FROM proven RETURNING id
       )
  INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
  SELECT id, :hash, now() + :ttlMs * interval '1 millisecond' FROM session
  RETURNING session_id AS "sessionId"`;

const BEGIN = {
  password: statement<{ sessionId: string }, NewSession>(
    'login_begin_by_password',
    beginWith(
      'password',
      `SELECT id AS user_id FROM users WHERE id = :userId AND password_hash = :proof`,
    ),
  ),
  api_key: statement<{ sessionId: string }, NewSession>(
    'login_begin_by_key',
    beginWith(
      'api_key',
      `SELECT user_id FROM api_keys
        WHERE user_id = :userId AND public_key = :proof AND retires_at IS NULL`,
    ),
  ),
} as const satisfies Record<ProofKind, unknown>;

const LOCK_REFRESH_TOKEN = statement<FoundRefreshToken, { hash: string }>(
  'refresh_token',
  `
  SELECT t.id, t.session_id AS "sessionId", s.user_id AS "userId",
         t.used_at IS NOT NULL AS "isUsed", t.expires_at <= now() AS "isExpired",
         s.revoked_at IS NOT NULL AS "isEnded", u.is_active AS "isActive"
    FROM refresh_tokens t
    JOIN sessions s ON s.id = t.session_id
    JOIN users u ON u.id = s.user_id
   WHERE t.token_hash = :hash
     FOR NO KEY UPDATE OF t, s`,
);

const REPLACE_REFRESH_TOKEN = statement<
  unknown,
  StoredRefreshToken & { id: string; sessionId: string }
>(
  'refresh_next',
  `WITH old AS (UPDATE refresh_tokens SET used_at = now() WHERE id = :id)
   INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
   VALUES (:sessionId, :hash, now() + :ttlMs * interval '1 millisecond')`,
);

const END = statement<unknown, { sessionId: string }>(
  'logout',
  `UPDATE sessions SET revoked_at = now() WHERE id = :sessionId AND revoked_at IS NULL`,
);

const END_OTHERS = statement<unknown, { userId: number; kept: string; begunBy: string | null }>(
  'logout_others',
  `UPDATE sessions SET revoked_at = now()
    WHERE user_id = :userId AND id <> :kept AND revoked_at IS NULL
      AND (:begunBy::text IS NULL OR begun_by = :begunBy)`,
);

const END_ALL = statement<unknown, { userId: number }>(
  'logout_all',
  `UPDATE sessions SET revoked_at = now() WHERE user_id = :userId AND revoked_at IS NULL`,
);

// A login is deleted with its last token. No token is added meanwhile, because only a valid token can
// be exchanged. The ids are arrays, so that the planner uses the primary key instead of a scan.
const DELETE_EXPIRED = statement<unknown, { ms: number; limit: number }>(
  'clean_logins',
  `
  WITH deleted AS (
    DELETE FROM refresh_tokens
     WHERE id = ANY (ARRAY(
             SELECT id FROM refresh_tokens
              WHERE expires_at <= now() - :ms::double precision * interval '1 millisecond'
              ORDER BY expires_at LIMIT :limit
                FOR UPDATE SKIP LOCKED))
    RETURNING session_id
  ), ended AS (
    DELETE FROM sessions s
     WHERE id = ANY (ARRAY(SELECT session_id FROM deleted))
       AND NOT EXISTS (
             SELECT FROM refresh_tokens t
              WHERE t.session_id = s.id
                AND t.expires_at > now() - :ms::double precision * interval '1 millisecond')
  )
  SELECT session_id FROM deleted`,
);

/** The SQL on logins and refresh tokens: each statement locks or checks the row that it changes. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Starts a login with its first refresh token, in one statement.
   *
   * @returns false when the proof is no longer valid
   */
  async beginIfProven(
    session: { readonly id: string; readonly userId: number; readonly proof: LoginProof },
    token: StoredRefreshToken,
  ): Promise<boolean> {
    const { id, userId, proof } = session;
    const evidence = proof.kind === 'password' ? proof.passwordHash : proof.publicKey;
    const rows = await this.database.query(
      BEGIN[proof.kind]({ id, userId, proof: evidence, ...token }),
    );
    return rows.length > 0;
  }

  /** Finds and locks a refresh token and its login, so that concurrent uses run one after the other. */
  async lockRefreshToken(tx: Sql, hash: string): Promise<FoundRefreshToken | null> {
    const [row] = await tx.query(LOCK_REFRESH_TOKEN({ hash }));
    return row ?? null;
  }

  /** Marks a refresh token as used and inserts the next one. */
  async replaceRefreshToken(
    tx: Sql,
    old: { readonly id: string; readonly sessionId: string },
    next: StoredRefreshToken,
  ): Promise<void> {
    await tx.query(REPLACE_REFRESH_TOKEN({ ...old, ...next }));
  }

  /** Ends one login. */
  async end(sql: Sql, sessionId: string): Promise<void> {
    await sql.query(END({ sessionId }));
  }

  /** Ends the operator's logins except `kept`; only those of one proof kind when `begunBy` is set. */
  async endOthers(
    tx: Sql,
    login: { readonly userId: number; readonly kept: string; readonly begunBy?: ProofKind },
  ): Promise<void> {
    await tx.query(END_OTHERS({ ...login, begunBy: login.begunBy ?? null }));
  }

  /** Ends all of an operator's logins. */
  async endAll(tx: Sql, userId: number): Promise<void> {
    await tx.query(END_ALL({ userId }));
  }

  /**
   * Deletes at most `limit` refresh tokens that expired longer than `ms` ago, and logins without any
   * other token. Returns how many tokens.
   */
  async deleteExpired(ms: number, limit: number): Promise<number> {
    return (await this.database.query(DELETE_EXPIRED({ ms, limit }))).length;
  }
}
