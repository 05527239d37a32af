import { Injectable } from '@nestjs/common';
import { sha256Hex } from '../common/crypto/hash.js';
import { currentOrigin } from '../common/http/request-context.js';
import { Database, type Sql } from '../database/database.js';
import { ADD_MAIL_PASSWORD_RESET } from './mail-password-reset.job.js';
import { cleanUsername, usernameKey } from './username.js';

/** The operator whose password a token may set. */
export interface PasswordResetOwner {
  readonly userId: number;
  readonly username: string;
  readonly email: string;
  readonly isActive: boolean;
}

// An array, so that the planner goes straight to the rows: for a list of unknown length it may read
// the whole table.
const DELETE_EXPIRED = `
  DELETE FROM password_resets
   WHERE token_hash = ANY (ARRAY(
           SELECT token_hash FROM password_resets
            WHERE expires_at <= now() ORDER BY expires_at LIMIT $1
              FOR UPDATE SKIP LOCKED))
  RETURNING token_hash`;

/** The SQL of password resets. Tokens are known by their hashes alone. */
@Injectable()
export class PasswordResetsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Has the operators who are meant sent a mail, in the background.
   *
   * @param nameOrAddress what somebody typed; it is looked up and not kept
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

  /** An operator as a mail is addressed. */
  async findRecipient(userId: number): Promise<Omit<PasswordResetOwner, 'userId'> | null> {
    const [row] = await this.database.query<Omit<PasswordResetOwner, 'userId'>>(
      `SELECT username, email, is_active AS "isActive" FROM users WHERE id = $1`,
      [userId],
    );
    return row ?? null;
  }

  /** Keeps a new token, beside those that the operator has. */
  async insert(userId: number, tokenHash: string, ttlMs: number): Promise<void> {
    await this.database.query(
      `INSERT INTO password_resets (user_id, token_hash, expires_at)
       VALUES ($1, $2, now() + $3 * interval '1 millisecond')`,
      [userId, tokenHash, ttlMs],
    );
  }

  /** Forgets a token that nobody got. */
  async delete(tokenHash: string): Promise<void> {
    await this.database.query(`DELETE FROM password_resets WHERE token_hash = $1`, [tokenHash]);
  }

  /** Whose token this is, unless it has expired. */
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
   * Uses up all tokens of an operator, whose row the transaction has changed or locked.
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

  /** Removes at most `limit` tokens that have expired; gives how many it has removed. */
  async deleteExpired(limit: number): Promise<number> {
    return (await this.database.query(DELETE_EXPIRED, [limit])).length;
  }
}
