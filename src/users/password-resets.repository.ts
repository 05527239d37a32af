import { Injectable } from '@nestjs/common';
import { sha256Hex } from '../common/crypto/hash.js';
import { currentOrigin } from '../common/http/request-context.js';
import { Database, type Sql } from '../database/database.js';
import { statement } from '../database/statement.js';
import { ADD_MAIL_PASSWORD_RESET } from './mail-password-reset.job.js';
import { cleanUsername, usernameKey } from './username.js';

/** The operator of a reset token. */
export interface PasswordResetOwner {
  readonly userId: number;
  readonly username: string;
  readonly email: string;
  readonly isActive: boolean;
}

const INSERT = statement<unknown, { userId: number; tokenHash: string; ttlMs: number }>(
  'insert_password_reset',
  `INSERT INTO password_resets (user_id, token_hash, expires_at)
   VALUES (:userId, :tokenHash, now() + :ttlMs * interval '1 millisecond')`,
);

const DELETE = statement<unknown, { tokenHash: string }>(
  'delete_password_reset',
  `DELETE FROM password_resets WHERE token_hash = :tokenHash`,
);

const FIND_OWNER = statement<PasswordResetOwner, { tokenHash: string }>(
  'password_reset_owner',
  `SELECT u.id AS "userId", u.username, u.email, u.is_active AS "isActive"
     FROM password_resets r JOIN users u ON u.id = r.user_id
    WHERE r.token_hash = :tokenHash AND r.expires_at > now()`,
);

const DELETE_ALL = statement<{ hash: string; isExpired: boolean }, { userId: number }>(
  'delete_password_resets',
  `DELETE FROM password_resets WHERE user_id = :userId
   RETURNING token_hash AS hash, expires_at <= now() AS "isExpired"`,
);

// With an array the planner uses the primary key; with a subquery it may scan the table.
const DELETE_EXPIRED = statement<unknown, { limit: number }>(
  'clean_password_resets',
  `
  DELETE FROM password_resets
   WHERE token_hash = ANY (ARRAY(
           SELECT token_hash FROM password_resets
            WHERE expires_at <= now() ORDER BY expires_at LIMIT :limit
              FOR UPDATE SKIP LOCKED))
  RETURNING token_hash`,
);

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
    await this.database.query(
      ADD_MAIL_PASSWORD_RESET({
        key,
        name: cleanUsername(nameOrAddress),
        address: nameOrAddress.trim(),
        origin: JSON.stringify(currentOrigin()),
        jobKey: `mail-password-reset-${sha256Hex(key)}`,
      }),
    );
  }

  /** Inserts a token; other tokens of the operator stay valid. */
  async insert(userId: number, tokenHash: string, ttlMs: number): Promise<void> {
    await this.database.query(INSERT({ userId, tokenHash, ttlMs }));
  }

  /** Deletes a token that was not delivered. */
  async delete(tokenHash: string): Promise<void> {
    await this.database.query(DELETE({ tokenHash }));
  }

  /** Finds the operator of a token that has not expired. */
  async findOwner(tokenHash: string): Promise<PasswordResetOwner | null> {
    const [row] = await this.database.query(FIND_OWNER({ tokenHash }));
    return row ?? null;
  }

  /**
   * Deletes all tokens of an operator, whose row the transaction has locked.
   *
   * @returns the hashes of those that had not expired
   */
  async deleteAllOf(tx: Sql, userId: number): Promise<string[]> {
    const rows = await tx.query(DELETE_ALL({ userId }));
    return rows.filter(({ isExpired }) => !isExpired).map(({ hash }) => hash);
  }

  /** Deletes at most `limit` expired tokens. Returns how many. */
  async deleteExpired(limit: number): Promise<number> {
    return (await this.database.query(DELETE_EXPIRED({ limit }))).length;
  }
}
