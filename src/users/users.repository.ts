import { Injectable } from '@nestjs/common';
import { type KnownUser } from '../auth/auth.repository.js';
import { Database, type Sql } from '../database/database.js';

/** What login by password needs to know of an operator. */
export interface LoginRecord extends KnownUser {
  readonly passwordHash: string;
}

/** What changing a password needs to know of an operator. */
export interface PasswordRecord {
  readonly username: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** What operators tell of themselves. */
export interface Profile {
  readonly bio: string;
  readonly website: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The parts of a profile that an operator changes; what is absent stays. */
export interface ProfileChange {
  readonly bio?: string | undefined;
  readonly website?: string | undefined;
}

const PROFILE = `bio, website, created_at AS "createdAt", updated_at AS "updatedAt"`;

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

  async findForPasswordChange(userId: number): Promise<PasswordRecord | null> {
    const [row] = await this.database.query<PasswordRecord>(
      `SELECT username, email, password_hash AS "passwordHash" FROM users WHERE id = $1`,
      [userId],
    );
    return row ?? null;
  }

  /**
   * Replaces one password by another; false when it is not the old one any more. `updated_at` is
   * shown as the profile's and stays.
   */
  async replacePassword(
    tx: Sql,
    userId: number,
    hash: { readonly old: string; readonly new: string },
  ): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2 RETURNING id`,
      [userId, hash.old, hash.new],
    );
    return rows.length > 0;
  }

  async findProfile(userId: number): Promise<Profile | null> {
    const [row] = await this.database.query<Profile>(`SELECT ${PROFILE} FROM users WHERE id = $1`, [
      userId,
    ]);
    return row ?? null;
  }

  async updateProfile(userId: number, change: ProfileChange): Promise<Profile | null> {
    const [row] = await this.database.query<Profile>(
      `UPDATE users
          SET bio = coalesce($2, bio), website = coalesce($3, website), updated_at = now()
        WHERE id = $1
        RETURNING ${PROFILE}`,
      [userId, change.bio ?? null, change.website ?? null],
    );
    return row ?? null;
  }
}
