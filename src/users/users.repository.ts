import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../database/database.js';

/** What login needs to know of an operator. */
export interface LoginRecord {
  readonly userId: number;
  readonly username: string;
  readonly passwordHash: string;
  readonly isActive: boolean;
}

/** The SQL of operators. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** Adds an operator; null when the name is taken (in whatever case). */
  async insertUserIfNew(
    tx: Sql,
    user: { readonly username: string; readonly email: string; readonly passwordHash: string },
  ): Promise<number | null> {
    const [row] = await tx.query<{ id: number }>(
      `INSERT INTO users (username, email, password_hash) VALUES ($1, $2, $3)
       ON CONFLICT (lower(username)) DO NOTHING
       RETURNING id`,
      [user.username, user.email, user.passwordHash],
    );
    return row?.id ?? null;
  }

  /** The operator of that name, in whatever case. */
  async findForLogin(username: string): Promise<LoginRecord | null> {
    const [row] = await this.database.query<LoginRecord>(
      `SELECT id AS "userId", username, password_hash AS "passwordHash", is_active AS "isActive"
         FROM users WHERE lower(username) = lower($1)`,
      [username],
    );
    return row ?? null;
  }
}
