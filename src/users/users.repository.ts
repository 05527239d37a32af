import { Injectable } from '@nestjs/common';
import { type AuthUser } from '../auth/auth.repository.js';
import { DJANGO_FORMATS } from '../auth/django-password.js';
import { Database, type Sql } from '../database/database.js';
import { cleanUsername, storedUsername, usernameKey } from './username.js';

/** What login by password needs to know of an operator. */
export interface LoginRecord extends AuthUser {
  readonly passwordHash: string;
}

/** An operator who may be logging in, and what every check of a password has to cost just now. */
export interface LoginCandidate {
  readonly user: LoginRecord | null;
  /** One imported password hash of each format of which there are any left. */
  readonly importedHashes: readonly string[];
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

type LoginRow = (LoginRecord | { readonly [Field in keyof LoginRecord]: null }) &
  Pick<LoginCandidate, 'importedHashes'>;

// One imported hash stands for all of its format: a system makes them at the same cost. The index of
// imported hashes has this very condition: without it every login would look through all users.
// Names are stored so that lower() folds them in every locale; the second spelling finds one that
// was imported before they were, as it was given.
const FOR_LOGIN = `
  SELECT u.id AS "userId", u.username, u.password_hash AS "passwordHash",
         u.is_active AS "isActive", imported.hashes AS "importedHashes"
    FROM (SELECT ARRAY(
            SELECT example.password_hash
              FROM unnest($3::text[]) WITH ORDINALITY AS format(name, place),
                   LATERAL (
                     SELECT password_hash FROM users
                      WHERE password_hash ~ '^(pbkdf2_sha256|pbkdf2_sha1|argon2|bcrypt_sha256|bcrypt|scrypt)[$]'
                        AND split_part(password_hash, '$', 1) = format.name
                      LIMIT 1) AS example
             ORDER BY format.place) AS hashes) AS imported
    LEFT JOIN LATERAL (
           SELECT id, username, password_hash, is_active FROM users
            WHERE lower(username) IN (lower($1), lower($2))
            ORDER BY username = $2 DESC LIMIT 1) AS u ON true`;

/** The SQL of operators. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** Whether there is any operator. */
  async hasAny(sql: Sql = this.database): Promise<boolean> {
    return (await sql.query(`SELECT id FROM users ORDER BY id LIMIT 1`)).length > 0;
  }

  /**
   * Lets nobody else add an operator until the transaction ends, by whatever way. Logins and
   * everything that only reads operators go on.
   */
  async lockAgainstInserts(tx: Sql): Promise<void> {
    await tx.query(`LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`);
  }

  /** Adds an operator; null when the name is taken, in whatever spelling. */
  async insertUserIfNew(
    tx: Sql,
    user: { readonly username: string; readonly email: string; readonly passwordHash: string },
  ): Promise<number | null> {
    const [row] = await tx.query<{ id: number }>(
      `INSERT INTO users (username, email, password_hash) VALUES ($1, $2, $3)
       ON CONFLICT (lower(username)) DO NOTHING
       RETURNING id`,
      [storedUsername(user.username), user.email, user.passwordHash],
    );
    return row?.id ?? null;
  }

  /** The operator of that name, in whatever spelling. */
  async findForLogin(username: string): Promise<LoginCandidate> {
    const [row] = await this.database.query<LoginRow>(FOR_LOGIN, [
      usernameKey(username),
      cleanUsername(username),
      DJANGO_FORMATS,
    ]);
    if (!row) throw new Error('A query from one row gives one row');
    const { importedHashes, ...found } = row;
    return { user: found.userId === null ? null : found, importedHashes };
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
    sql: Sql,
    userId: number,
    hash: { readonly old: string; readonly new: string },
  ): Promise<boolean> {
    const rows = await sql.query(
      `UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2 RETURNING id`,
      [userId, hash.old, hash.new],
    );
    return rows.length > 0;
  }

  /** Sets a password, whatever the old one was; false when the operator is disabled. */
  async setPassword(tx: Sql, userId: number, passwordHash: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE users SET password_hash = $2 WHERE id = $1 AND is_active RETURNING id`,
      [userId, passwordHash],
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
