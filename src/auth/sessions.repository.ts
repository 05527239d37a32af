import { Injectable } from '@nestjs/common';
import { type ClientInfo } from '../common/http/client-info.js';
import { currentClient } from '../common/http/request-context.js';
import { Database, type Sql } from '../database/database.js';
import { prepared, statement } from '../database/statement.js';
import { type Login } from './caller.js';
import { type LoginProof, type ProofKind } from './login-proof.js';
import { type FoundRefreshToken } from './refresh-refusal.js';
import { insertSecurityEvent, type SecurityEventRow } from './security-log.js';
import { type SessionKind } from './session-kind.js';

/** A refresh token as it is stored. */
export interface StoredRefreshToken {
  readonly hash: string;
  readonly ttlMs: number;
}

/** A new login with its proof, its first refresh token and its security event. */
interface NewSession extends StoredRefreshToken, SecurityEventRow {
  readonly id: string;
  readonly proof: string;
  readonly sessionKind: SessionKind;
}

/** How long after its use a refresh token counts as just used: answers are lost and tabs refresh at once. */
const GRACE_MS = 60_000;

/**
 * The proof is found and locked again. A concurrent replacement waits until the login has started,
 * and then ends it with the others.
 */
const beginWith = (kind: ProofKind, proven: string): string => `
  WITH proven AS (${proven} FOR SHARE),
       session AS (
         INSERT INTO sessions (id, user_id, begun_by, kind, last_used_at, ip, user_agent)
         SELECT :id, user_id, '${kind}', :sessionKind, now(), :ip, :userAgent
           FROM proven RETURNING id
       ),
       event AS (${insertSecurityEvent('FROM session')})
  INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
  SELECT id, :hash, now() + :ttlMs * interval '1 millisecond' FROM session
  RETURNING session_id AS "sessionId"`;

const BEGIN = {
  password: prepared<{ sessionId: string }, NewSession>(
    'login_begin_by_password',
    beginWith(
      'password',
      `SELECT id AS user_id FROM users WHERE id = :userId AND password_hash = :proof`,
    ),
  ),
  api_key: prepared<{ sessionId: string }, NewSession>(
    'login_begin_by_key',
    beginWith(
      'api_key',
      `SELECT user_id FROM api_keys
        WHERE user_id = :userId AND public_key = :proof AND retires_at IS NULL`,
    ),
  ),
} as const satisfies Record<ProofKind, unknown>;

const LOCK_REFRESH_TOKEN = statement<
  FoundRefreshToken,
  { hash: string; sessionKind: SessionKind; graceMs: number }
>(
  'refresh_token',
  `
  SELECT t.id, t.session_id AS "sessionId", s.user_id AS "userId",
         t.used_at IS NOT NULL AS "isUsed", t.expires_at <= now() AS "isExpired",
         COALESCE(t.used_at > now() - :graceMs * interval '1 millisecond', false) AS "isJustUsed",
         s.revoked_at IS NOT NULL AS "isEnded", u.is_active AS "isActive"
    FROM refresh_tokens t
    JOIN sessions s ON s.id = t.session_id
    JOIN users u ON u.id = s.user_id
   WHERE t.token_hash = :hash AND s.kind = :sessionKind
     FOR NO KEY UPDATE OF t, s`,
);

const REPLACE_REFRESH_TOKEN = statement<
  unknown,
  StoredRefreshToken & ClientInfo & { id: string; sessionId: string }
>(
  'refresh_next',
  `WITH old AS (UPDATE refresh_tokens SET used_at = now() WHERE id = :id),
        login AS (
          UPDATE sessions SET last_used_at = now(), ip = :ip, user_agent = :userAgent
           WHERE id = :sessionId
        )
   INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
   VALUES (:sessionId, :hash, now() + :ttlMs * interval '1 millisecond')`,
);

const IS_UNUSED = statement<{ id: string }, { sessionId: string; hash: string }>(
  'refresh_token_unused',
  `SELECT id FROM refresh_tokens
    WHERE token_hash = :hash AND session_id = :sessionId AND used_at IS NULL`,
);

const END = statement<{ id: string }, { sessionId: string }>(
  'logout',
  `UPDATE sessions SET revoked_at = now() WHERE id = :sessionId AND revoked_at IS NULL
   RETURNING id`,
);

const END_OWNED = statement<{ id: string }, Login>(
  'logout_owned',
  `UPDATE sessions SET revoked_at = now()
    WHERE id = :sessionId AND user_id = :userId AND revoked_at IS NULL
   RETURNING id`,
);

const END_BY_TOKEN = statement<Login, { hash: string; sessionKind: SessionKind }>(
  'logout_by_token',
  `UPDATE sessions s SET revoked_at = now()
     FROM refresh_tokens t
    WHERE t.token_hash = :hash AND s.id = t.session_id AND s.kind = :sessionKind
      AND s.revoked_at IS NULL
   RETURNING s.user_id AS "userId", s.id AS "sessionId"`,
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
   * Starts a login with its first refresh token and its security event, in one statement.
   *
   * @returns false when the proof is no longer valid
   */
  async beginIfProven(
    session: { readonly id: string; readonly proof: LoginProof; readonly kind: SessionKind },
    token: StoredRefreshToken,
    event: SecurityEventRow,
  ): Promise<boolean> {
    const { id, proof, kind: sessionKind } = session;
    const evidence = proof.kind === 'password' ? proof.passwordHash : proof.publicKey;
    const rows = await this.database.query(
      BEGIN[proof.kind]({ id, proof: evidence, sessionKind, ...token, ...event }),
    );
    return rows.length > 0;
  }

  /**
   * Finds and locks a refresh token and its login, so that concurrent uses run one after the other.
   *
   * @param kind a token of a login of the other kind is unknown
   */
  async lockRefreshToken(
    tx: Sql,
    hash: string,
    kind: SessionKind,
  ): Promise<FoundRefreshToken | null> {
    const [row] = await tx.query(
      LOCK_REFRESH_TOKEN({ hash, sessionKind: kind, graceMs: GRACE_MS }),
    );
    return row ?? null;
  }

  /** Whether a login has this refresh token, and it was not used. */
  async isUnused(tx: Sql, sessionId: string, hash: string): Promise<boolean> {
    return (await tx.query(IS_UNUSED({ sessionId, hash }))).length > 0;
  }

  /** Marks a refresh token as used and inserts the next one. */
  async replaceRefreshToken(
    tx: Sql,
    old: { readonly id: string; readonly sessionId: string },
    next: StoredRefreshToken,
  ): Promise<void> {
    const { id, sessionId } = old;
    await tx.query(REPLACE_REFRESH_TOKEN({ id, sessionId, ...next, ...currentClient() }));
  }

  /** Ends one login; false when it had ended before. */
  async end(sql: Sql, sessionId: string): Promise<boolean> {
    return (await sql.query(END({ sessionId }))).length > 0;
  }

  /** Ends a login of an operator; false when the operator has no such login that has not ended. */
  async endOwned(sql: Sql, userId: number, sessionId: string): Promise<boolean> {
    return (await sql.query(END_OWNED({ userId, sessionId }))).length > 0;
  }

  /** Ends the browser's login of a refresh token, also of a used one; null when there is none. */
  async endOfBrowser(sql: Sql, hash: string): Promise<Login | null> {
    const [row] = await sql.query(END_BY_TOKEN({ hash, sessionKind: 'browser' }));
    return row ?? null;
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
