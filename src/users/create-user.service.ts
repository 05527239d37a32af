import { Injectable } from '@nestjs/common';
import { type ApiKeyPair, makeApiKeyPair } from '../auth/api-key-pair.js';
import { ApiKeysRepository } from '../auth/api-keys.repository.js';
import { hashPassword } from '../auth/passwords.js';
import { SecurityLog } from '../auth/security-log.js';
import { type Secret } from '../common/crypto/secret.js';
import { Database, type Sql } from '../database/database.js';
import { publicKeyTaken } from './api-key-errors.js';
import { checkNewPassword } from './check-new-password.js';
import { usernameTaken } from './user-errors.js';
import { UsersRepository } from './users.repository.js';

/** The validated fields of a new account. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly password: Secret;
}

/** A new operator and the keys, which are shown once. */
export interface CreatedUser {
  readonly userId: number;
  readonly apiKey: ApiKeyPair;
}

/** Creates operators with their first pair of API keys. */
@Injectable()
export class CreateUserService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly apiKeys: ApiKeysRepository,
    private readonly log: SecurityLog,
  ) {}

  /**
   * @param event how the security log calls it
   * @param before runs first in the transaction that inserts the operator; its error rolls it back
   * @throws ApiError 400 with `fields`: a taken name, or a password that is too easy to guess
   */
  async create(
    wanted: NewUser,
    event: 'registered' | 'user_created',
    before: (tx: Sql) => Promise<void> = () => Promise.resolve(),
  ): Promise<CreatedUser> {
    await checkNewPassword('password', wanted.password, wanted);
    const passwordHash = await hashPassword(wanted.password);
    const apiKey = makeApiKeyPair();
    const userId = await this.database.transaction(async (tx) => {
      await before(tx);
      const id = await this.users.insertUserIfNew(tx, { ...wanted, passwordHash });
      if (id === null) throw usernameTaken();
      const added = await this.apiKeys.insertIfNew(tx, id, apiKey.stored);
      if (!added) throw publicKeyTaken();
      await this.log.record(tx, event, { userId: id });
      return id;
    });
    this.log.write(event, { userId });
    return { userId, apiKey };
  }
}
