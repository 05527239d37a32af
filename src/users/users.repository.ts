import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { type AuthUser } from '../auth/auth.repository.js';
import { DJANGO_FORMATS } from '../auth/django-password.js';
import { givenFields } from '../common/given-fields.js';
import { Database, type Sql } from '../database/database.js';
import { prepared, statement } from '../database/statement.js';
import { UserEntity } from './user.entity.js';
import { cleanUsername, storedUsername, usernameKey } from './username.js';

/** The fields of an operator for a login by password. */
export interface LoginRecord extends AuthUser {
  readonly passwordHash: string;
}

/** The operator of a login, and the hashes that set the cost of every password check. */
export interface LoginCandidate {
  readonly user: LoginRecord | null;
  /** One imported hash of each format that is still in use. */
  readonly importedHashes: readonly string[];
}

/** The profile of an operator. */
export type Profile = Pick<UserEntity, 'bio' | 'website' | 'createdAt' | 'updatedAt'>;

/** The changed fields of a profile. Absent fields keep their value. */
export interface ProfileChange {
  readonly bio?: string | undefined;
  readonly website?: string | undefined;
}

/** The fields of a new operator. */
type NewUserRow = Pick<UserEntity, 'username' | 'email' | 'passwordHash'>;

type LoginRow = (LoginRecord | { readonly [Field in keyof LoginRecord]: null }) &
  Pick<LoginCandidate, 'importedHashes'>;

// One imported hash represents its format, because a system uses one cost for all. The condition is
// the same as that of the index, without which every login would scan all users. Names are stored so
// that lower() folds them in every locale; the second spelling finds names that were imported before.
const FOR_LOGIN = prepared<LoginRow, { key: string; name: string; formats: readonly string[] }>(
  'login_by_password',
  `
  SELECT u.id AS "userId", u.username, u.password_hash AS "passwordHash",
         u.is_active AS "isActive", imported.hashes AS "importedHashes"
    FROM (SELECT ARRAY(
            SELECT example.password_hash
              FROM unnest(:formats::text[]) WITH ORDINALITY AS format(name, place),
                   LATERAL (
                     SELECT password_hash FROM users
                      WHERE password_hash ~ '^(pbkdf2_sha256|pbkdf2_sha1|argon2|bcrypt_sha256|bcrypt|scrypt)[$]'
                        AND split_part(password_hash, '$', 1) = format.name
                      LIMIT 1) AS example
             ORDER BY format.place) AS hashes) AS imported
    LEFT JOIN LATERAL (
           SELECT id, username, password_hash, is_active FROM users
            WHERE lower(username) IN (lower(:key), lower(:name))
            ORDER BY username = :name DESC LIMIT 1) AS u ON true`,
);

const INSERT = statement<{ id: number }, NewUserRow>(
  'insert_user',
  `INSERT INTO users (username, email, password_hash) VALUES (:username, :email, :passwordHash)
   ON CONFLICT (lower(username)) DO NOTHING
   RETURNING id`,
);

const REPLACE_PASSWORD = statement<{ id: number }, { userId: number; old: string; new: string }>(
  'replace_password',
  `UPDATE users SET password_hash = :new
    WHERE id = :userId AND password_hash = :old RETURNING id`,
);

const SET_PASSWORD = statement<{ id: number }, { userId: number; passwordHash: string }>(
  'set_password',
  `UPDATE users SET password_hash = :passwordHash
    WHERE id = :userId AND is_active RETURNING id`,
);

/**
 * The queries on operators: SQL where a name is compared in all its spellings, and where the row may
 * have changed since it was read.
 */
@Injectable()
export class UsersRepository {
  constructor(
    @InjectRepository(UserEntity) private readonly rows: Repository<UserEntity>,
    private readonly database: Database,
  ) {}

  /** Whether there is any operator. */
  async hasAny(sql: Sql = this.database): Promise<boolean> {
    return (await sql.query(`SELECT id FROM users ORDER BY id LIMIT 1`)).length > 0;
  }

  /**
   * Locks the table against inserts until the transaction ends. Reads and logins are not blocked.
   */
  async lockAgainstInserts(tx: Sql): Promise<void> {
    await tx.query(`LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`);
  }

  /** Inserts an operator; null when the name is taken in any spelling. */
  async insertUserIfNew(tx: Sql, user: NewUserRow): Promise<number | null> {
    const { username, email, passwordHash } = user;
    const [row] = await tx.query(
      INSERT({ username: storedUsername(username), email, passwordHash }),
    );
    return row?.id ?? null;
  }

  /** Finds an operator by any spelling of the name. */
  async findForLogin(username: string): Promise<LoginCandidate> {
    const [row] = await this.database.query(
      FOR_LOGIN({
        key: usernameKey(username),
        name: cleanUsername(username),
        formats: DJANGO_FORMATS,
      }),
    );
    if (!row) throw new Error('A query from one row gives one row');
    const { importedHashes, ...found } = row;
    return { user: found.userId === null ? null : found, importedHashes };
  }

  findById(userId: number): Promise<UserEntity | null> {
    return this.rows.findOneBy({ id: userId });
  }

  /**
   * Replaces a password hash; false when it has changed meanwhile. `updated_at` stays, because it is
   * the profile's.
   */
  async replacePassword(
    sql: Sql,
    userId: number,
    hash: { readonly old: string; readonly new: string },
  ): Promise<boolean> {
    const rows = await sql.query(REPLACE_PASSWORD({ userId, ...hash }));
    return rows.length > 0;
  }

  /** Sets a password without the old one; false when the operator is disabled. */
  async setPassword(tx: Sql, userId: number, passwordHash: string): Promise<boolean> {
    const rows = await tx.query(SET_PASSWORD({ userId, passwordHash }));
    return rows.length > 0;
  }

  /** Updates the given fields of a profile and returns the operator; null when there is none. */
  async updateProfile(userId: number, change: ProfileChange): Promise<UserEntity | null> {
    await this.rows.update({ id: userId }, { ...givenFields(change), updatedAt: () => 'now()' });
    return this.findById(userId);
  }
}
