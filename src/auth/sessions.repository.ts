import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';
import { type LoginProof, type ProofKind } from './login-proof.js';
import { type FoundRefreshToken } from './refresh-refusal.js';

/** A refresh token as it is stored. */
export interface StoredRefreshToken {
  readonly hash: string;
  readonly ttlMs: number;
}

/**
 * Finds and locks the proof again. A concurrent replacement waits until the login has started, and
 * then ends it with the others.
 */
const PROVEN: Readonly<Record<ProofKind, string>> = {
  password: `SELECT id AS user_id FROM users WHERE id = $2 AND password_hash = $3 FOR SHARE`,
  api_key: `SELECT user_id FROM api_keys
             WHERE user_id = $2 AND public_key = $3 AND retires_at IS NULL FOR SHARE`,
};

const beginWith = (kind: ProofKind): string => `
  WITH proven AS (${PROVEN[kind]}),
       session AS (
         INSERT INTO sessions (id, user_id, begun_by)
         SELECT $1, user_id, '${kind}' FROM proven RETURNING id
       )
  INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
  SELECT id, $4, now() + $5 * interval '1 millisecond' FROM session
  RETURNING session_id`;

const BEGIN: Readonly<Record<ProofKind, string>> = {
  password: beginWith('password'),
  api_key: beginWith('api_key'),
};

// A login is deleted with its last token. No token is added meanwhile, because only a valid token can
// be exchanged. The ids are arrays, so that the planner uses the primary key instead of a scan.
const DELETE_EXPIRED = `
  WITH deleted AS (
    DELETE FROM refresh_tokens
     WHERE id = ANY (ARRAY(
             SELECT id FROM refresh_tokens
              WHERE expires_at <= now() - $1::double precision * interval '1 millisecond'
              ORDER BY expires_at LIMIT $2
                FOR UPDATE SKIP LOCKED))
    RETURNING session_id
  ), ended AS (
    DELETE FROM sessions s
     WHERE id = ANY (ARRAY(SELECT session_id FROM deleted))
       AND NOT EXISTS (
             SELECT FROM refresh_tokens t
              WHERE t.session_id = s.id
                AND t.expires_at > now() - $1::double precision * interval '1 millisecond')
  )
  SELECT session_id FROM deleted`;

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
    const rows = await this.database.query(BEGIN[proof.kind], [
      id,
      userId,
      evidence,
      token.hash,
      token.ttlMs,
    ]);
    return rows.length > 0;
  }

  /** Finds and locks a refresh token and its login, so that concurrent uses run one after the other. */
  async lockRefreshToken(tx: Sql, hash: string): Promise<FoundRefreshToken | null> {
    const [row] = await tx.query<FoundRefreshToken>(
      `SELECT t.id, t.session_id AS "sessionId", s.user_id AS "userId",
              t.used_at IS NOT NULL AS "isUsed", t.expires_at <= now() AS "isExpired",
              s.revoked_at IS NOT NULL AS "isEnded", u.is_active AS "isActive"
         FROM refresh_tokens t
         JOIN sessions s ON s.id = t.session_id
         JOIN users u ON u.id = s.user_id
        WHERE t.token_hash = $1
          FOR NO KEY UPDATE OF t, s`,
      [hash],
    );
    return row ?? null;
  }

  /** Marks a refresh token as used and inserts the next one. */
  async replaceRefreshToken(
    tx: Sql,
    old: { readonly id: string; readonly sessionId: string },
    next: StoredRefreshToken,
  ): Promise<void> {
    await tx.query(
      `WITH old AS (UPDATE refresh_tokens SET used_at = now() WHERE id = $1)
       INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
       VALUES ($2, $3, now() + $4 * interval '1 millisecond')`,
      [old.id, old.sessionId, next.hash, next.ttlMs],
    );
  }

  /** Ends one login. */
  async end(sql: Sql, sessionId: string): Promise<void> {
    await sql.query(`UPDATE sessions SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL`, [
      sessionId,
    ]);
  }

  /** Ends the operator's logins except `kept`; only those of one proof kind when `begunBy` is set. */
  async endOthers(
    tx: Sql,
    login: { readonly userId: number; readonly kept: string; readonly begunBy?: ProofKind },
  ): Promise<void> {
    await tx.query(
      `UPDATE sessions SET revoked_at = now()
        WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL
          AND ($3::text IS NULL OR begun_by = $3)`,
      [login.userId, login.kept, login.begunBy ?? null],
    );
  }

  /** Ends all of an operator's logins. */
  async endAll(tx: Sql, userId: number): Promise<void> {
    await tx.query(
      `UPDATE sessions SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL`,
      [userId],
    );
  }

  /**
   * Deletes at most `limit` refresh tokens that expired longer than `ms` ago, and logins without any
   * other token. Returns how many tokens.
   */
  async deleteExpired(ms: number, limit: number): Promise<number> {
    return (await this.database.query(DELETE_EXPIRED, [ms, limit])).length;
  }
}
