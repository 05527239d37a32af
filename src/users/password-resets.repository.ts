import { Injectable } from '@nestjs/common';
import { sha256Hex } from '../common/crypto/hash.js';
import { currentOrigin } from '../common/http/request-context.js';
import { Database, type Sql } from '../database/database.js';
import { ADD_MAIL_PASSWORD_RESET } from './mail-password-reset.job.js';
import { cleanUsername, usernameKey } from './username.js';

/** The operator of a reset token. */
export interface PasswordResetOwner {
  readonly userId: number;
  readonly username: string;
  readonly email: string;
  readonly isActive: boolean;
}

// With an array the planner uses the primary key; with a subquery it may scan the table.
const DELETE_EXPIRED = `
  DELETE FROM password_resets
   WHERE token_hash = ANY (ARRAY(
           SELECT token_hash FROM password_resets
            WHERE expires_at <= now() ORDER BY expires_at LIMIT $1
              FOR UPDATE SKIP LOCKED))
  RETURNING token_hash`;

/**
 * The SQL on password resets: the clock of the database decides when a token expires. Tokens are
 * stored as hashes only.
 */
@Injectable()
export class PasswordResetsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds the job that mails the named operators.
   *
   * @param nameOrAddress a typed user name or e-mail address, which is not stored
   */
  async addMailJob(nameOrAddress: string): Promise<void> {
    const key = usernameKey(nameOrAddress);
    await this.database.query(ADD_MAIL_PASSWORD_RESET, [
      key,
      cleanUsername(nameOrAddress),
      nameOrAddress.trim(),
      JSON.stringify(currentOrigin()),
      `mail-password-reset-${sha256Hex(key)}`,
    ]);
  }

  /** Inserts a token; other tokens of the operator stay valid. */
  async insert(userId: number, tokenHash: string, ttlMs: number): Promise<void> {
    await this.database.query(
      `INSERT INTO password_resets (user_id, token_hash, expires_at)
       VALUES ($1, $2, now() + $3 * interval '1 millisecond')`,
      [userId, tokenHash, ttlMs],
    );
  }

  /** Deletes a token that was not delivered. */
  async delete(tokenHash: string): Promise<void> {
    await this.database.query(`DELETE FROM password_resets WHERE token_hash = $1`, [tokenHash]);
  }

  /** Finds the operator of a token that has not expired. */
  async findOwner(tokenHash: string): Promise<PasswordResetOwner | null> {
    const [row] = await this.database.query<PasswordResetOwner>(
      `SELECT u.id AS "userId", u.username, u.email, u.is_active AS "isActive"
         FROM password_resets r JOIN users u ON u.id = r.user_id
        WHERE r.token_hash = $1 AND r.expires_at > now()`,
      [tokenHash],
    );
    return row ?? null;
  }

  /**
   * Deletes all tokens of an operator, whose row the transaction has locked.
   *
   * @returns the hashes of those that had not expired
   */
  async deleteAllOf(tx: Sql, userId: number): Promise<string[]> {
    const rows = await tx.query<{ hash: string; isExpired: boolean }>(
      `DELETE FROM password_resets WHERE user_id = $1
       RETURNING token_hash AS hash, expires_at <= now() AS "isExpired"`,
      [userId],
    );
    return rows.filter(({ isExpired }) => !isExpired).map(({ hash }) => hash);
  }

  /** Deletes at most `limit` expired tokens. Returns how many. */
  async deleteExpired(limit: number): Promise<number> {
    return (await this.database.query(DELETE_EXPIRED, [limit])).length;
  }
}
