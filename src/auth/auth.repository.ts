import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { prepared } from '../database/statement.js';

/** An operator as far as authentication is concerned. */
export interface AuthUser {
  readonly userId: number;
  readonly username: string;
  readonly isActive: boolean;
}

/** The operator of a public key. */
export interface PublicKeyOwner extends AuthUser {
  /** Whether the key was replaced and is in its grace period. */
  readonly isRetiring: boolean;
}

const USER_OF_SESSION = prepared<AuthUser, { userId: number; sessionId: string }>(
  'user_of_session',
  `SELECT u.id AS "userId", u.username, u.is_active AS "isActive"
     FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.user_id = :userId AND s.id = :sessionId AND s.revoked_at IS NULL`,
);

const USER_OF_PUBLIC_KEY = prepared<PublicKeyOwner, { publicKey: string }>(
  'user_of_public_key',
  `SELECT u.id AS "userId", u.username, u.is_active AS "isActive",
          k.retires_at IS NOT NULL AS "isRetiring"
     FROM api_keys k JOIN users u ON u.id = k.user_id
    WHERE k.public_key = :publicKey AND (k.retires_at IS NULL OR k.retires_at > now())`,
);

/** The queries that authenticate a request: prepared, because every request runs one of them. */
@Injectable()
export class AuthRepository {
  constructor(private readonly database: Database) {}

  /** Finds the operator of a login, unless the login has ended or belongs to another operator. */
  async findUserOfSession(userId: number, sessionId: string): Promise<AuthUser | null> {
    const [row] = await this.database.query(USER_OF_SESSION({ userId, sessionId }));
    return row ?? null;
  }

  /** Finds the operator of a public key. A replaced key works until its grace period ends. */
  async findUserOfPublicKey(publicKey: string): Promise<PublicKeyOwner | null> {
    const [row] = await this.database.query(USER_OF_PUBLIC_KEY({ publicKey }));
    return row ?? null;
  }
}
