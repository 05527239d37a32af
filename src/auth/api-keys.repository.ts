import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Repository } from 'typeorm';
import { Database, type Sql } from '../database/database.js';
import { prepared, statement } from '../database/statement.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { type AuthUser } from './auth.repository.js';

/** A pair of API keys as it is stored. */
export interface StoredApiKey {
  readonly publicKey: string;
  readonly privateKeyHash: string;
}

/** The fields of the current pair that its operator may see. */
export type ShownApiKey = Pick<ApiKeyEntity, 'publicKey' | 'createdAt'>;

/** An operator with the hash to compare a private key with. */
export interface ApiKeyOwner extends AuthUser {
  readonly privateKeyHash: string;
}

const FIND_FOR_LOGIN = prepared<ApiKeyOwner, { publicKey: string }>(
  'login_by_key',
  `SELECT u.id AS "userId", u.username, u.is_active AS "isActive",
          k.private_key_hash AS "privateKeyHash"
     FROM api_keys k JOIN users u ON u.id = k.user_id
    WHERE k.public_key = :publicKey AND k.retires_at IS NULL`,
);

const LOCK_OPERATOR = statement<unknown, { userId: number }>(
  'lock_operator',
  `SELECT id FROM users WHERE id = :userId FOR NO KEY UPDATE`,
);

// Truncated, because the column would round up and let the key live longer.
const RETIRE = statement<unknown, { userId: number; graceHours: number }>(
  'retire_api_key',
  `UPDATE api_keys
      SET retires_at = date_trunc('milliseconds', now()) + :graceHours * interval '1 hour'
    WHERE user_id = :userId AND retires_at IS NULL`,
);

const INSERT = statement<ShownApiKey, StoredApiKey & { userId: number }>(
  'insert_api_key',
  `INSERT INTO api_keys (user_id, public_key, private_key_hash)
   VALUES (:userId, :publicKey, :privateKeyHash)
   ON CONFLICT (public_key) DO NOTHING
   RETURNING public_key AS "publicKey", created_at AS "createdAt"`,
);

/**
 * The queries on API keys: SQL where a pair is replaced under a lock, and for a login, which reads the
 * pair and its operator in one round trip.
 */
@Injectable()
export class ApiKeysRepository {
  constructor(
    @InjectRepository(ApiKeyEntity) private readonly rows: Repository<ApiKeyEntity>,
    private readonly database: Database,
  ) {}

  /** Finds the operator of a current pair. A replaced pair does not count, even in its grace period. */
  async findForLogin(publicKey: string): Promise<ApiKeyOwner | null> {
    const [row] = await this.database.query(FIND_FOR_LOGIN({ publicKey }));
    return row ?? null;
  }

  /** Finds the operator's current pair. */
  findCurrent(userId: number): Promise<ApiKeyEntity | null> {
    return this.rows.findOneBy({ userId, retiresAt: IsNull() });
  }

  /**
   * Retires the operator's current pair; its public key works for `graceHours` more. Locks the
   * operator, so that concurrent replacements run one after the other.
   */
  async retireCurrent(tx: Sql, userId: number, graceHours: number): Promise<void> {
    await tx.query(LOCK_OPERATOR({ userId }));
    await tx.query(RETIRE({ userId, graceHours }));
  }

  /**
   * Inserts the operator's current pair, after the previous one was retired; null when the public key
   * exists already.
   */
  async insertIfNew(tx: Sql, userId: number, key: StoredApiKey): Promise<ShownApiKey | null> {
    const [row] = await tx.query(INSERT({ userId, ...key }));
    return row ?? null;
  }
}
