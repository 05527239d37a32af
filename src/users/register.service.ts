import { Injectable } from '@nestjs/common';
import { type ApiKeyPair, makeApiKeyPair } from '../auth/api-key-pair.js';
import { ApiKeysRepository } from '../auth/api-keys.repository.js';
import { hashPassword } from '../auth/passwords.js';
import { SecurityLog } from '../auth/security-log.js';
import { type Secret } from '../common/crypto/secret.js';
import { Database } from '../database/database.js';
import { publicKeyTaken } from './api-key-errors.js';
import { checkNewPassword } from './check-new-password.js';
import { usernameTaken } from './user-errors.js';
import { UsersRepository } from './users.repository.js';

/** A new operator and the keys that are shown this once. */
export interface Registered {
  readonly userId: number;
  readonly apiKey: ApiKeyPair;
}

/** Registers an operator together with a first pair of API keys. */
@Injectable()
export class RegisterService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly apiKeys: ApiKeysRepository,
    private readonly log: SecurityLog,
  ) {}

  /** @throws ApiError 400 with `fields`: a name that is taken, a password that anyone would guess */
  async register(wanted: {
    readonly username: string;
    readonly email: string;
    readonly password: Secret;
  }): Promise<Registered> {
    await checkNewPassword('password', wanted.password, wanted);
    const passwordHash = await hashPassword(wanted.password);
    const apiKey = makeApiKeyPair();
    const userId = await this.database.transaction(async (tx) => {
      const id = await this.users.insertUserIfNew(tx, { ...wanted, passwordHash });
      if (id === null) throw usernameTaken();
      const added = await this.apiKeys.insertIfNew(tx, id, apiKey.stored);
      if (!added) throw publicKeyTaken();
      return id;
    });
    this.log.write('registered', { userId });
    return { userId, apiKey };
  }
}
