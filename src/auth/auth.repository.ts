import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';

/** An operator as the guards see one. */
export interface KnownUser {
  readonly userId: number;
  readonly username: string;
  readonly isActive: boolean;
}

/** A pair of API keys as it is stored. */
export interface StoredApiKey {
  readonly publicKey: string;
  readonly privateKeyHash: string;
}

/** The SQL of logins and API keys. */
@Injectable()
export class AuthRepository {
  constructor(private readonly database: Database) {}

  /** Whose login this is, unless it has ended. */
  async findUserOfSession(sessionId: string): Promise<KnownUser | null> {
    const [row] = await this.database.query<KnownUser>(
      `SELECT u.id AS "userId", u.username, u.is_active AS "isActive"
         FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1 AND s.revoked_at IS NULL`,
      [sessionId],
    );
    return row ?? null;
  }

  /** Whose public key this is; a retired one counts until its time is up. */
  async findUserOfPublicKey(publicKey: string): Promise<KnownUser | null> {
    const [row] = await this.database.query<KnownUser>(
      `SELECT u.id AS "userId", u.username, u.is_active AS "isActive"
         FROM api_keys k JOIN users u ON u.id = k.user_id
        WHERE k.public_key = $1 AND (k.retires_at IS NULL OR k.retires_at > now())`,
      [publicKey],
    );
    return row ?? null;
  }

  /** Begins a login with its first refresh token, in one statement. */
  async insertSession(session: {
    readonly id: string;
    readonly userId: number;
    readonly refreshTokenHash: string;
    readonly refreshTtlMs: number;
  }): Promise<void> {
    await this.database.query(
      `WITH session AS (
         INSERT INTO sessions (id, user_id) VALUES ($1, $2) RETURNING id
       )
       INSERT INTO refresh_tokens (session_id, token_hash, expires_at)
       SELECT id, $3, now() + $4 * interval '1 millisecond' FROM session`,
      [session.id, session.userId, session.refreshTokenHash, session.refreshTtlMs],
    );
  }

  /** Adds the operator's key pair in use. */
  async insertApiKey(tx: Sql, userId: number, key: StoredApiKey): Promise<void> {
    await tx.query(
      `INSERT INTO api_keys (user_id, public_key, private_key_hash) VALUES ($1, $2, $3)`,
      [userId, key.publicKey, key.privateKeyHash],
    );
  }
}
