import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { prepared } from '../database/prepared.js';

/** An operator as the guards see one. */
export interface KnownUser {
  readonly userId: number;
  readonly username: string;
  readonly isActive: boolean;
}

/** Whose a public key is. */
export interface KeyHolder extends KnownUser {
  /** Whether the key was replaced and works for a while yet. */
  readonly isRetiring: boolean;
}

const USER_OF_SESSION = prepared(
  'user_of_session',
  `SELECT u.id AS "userId", u.username, u.is_active AS "isActive"
     FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.user_id = $1 AND s.id = $2 AND s.revoked_at IS NULL`,
);

const USER_OF_PUBLIC_KEY = prepared(
  'user_of_public_key',
  `SELECT u.id AS "userId", u.username, u.is_active AS "isActive",
          k.retires_at IS NOT NULL AS "isRetiring"
     FROM api_keys k JOIN users u ON u.id = k.user_id
    WHERE k.public_key = $1 AND (k.retires_at IS NULL OR k.retires_at > now())`,
);

/** The SQL of the guards: who is calling. */
@Injectable()
export class AuthRepository {
  constructor(private readonly database: Database) {}

  /** The operator whose login this is, unless it has ended or is somebody else's. */
  async findUserOfSession(userId: number, sessionId: string): Promise<KnownUser | null> {
    const [row] = await this.database.query<KnownUser>(USER_OF_SESSION, [userId, sessionId]);
    return row ?? null;
  }

  /** Whose public key this is; a retired one counts until its time is up. */
  async findUserOfPublicKey(publicKey: string): Promise<KeyHolder | null> {
    const [row] = await this.database.query<KeyHolder>(USER_OF_PUBLIC_KEY, [publicKey]);
    return row ?? null;
  }
}
