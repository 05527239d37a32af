import { Injectable } from '@nestjs/common';
import { type ApiKeyPair, makeApiKeyPair } from '../auth/api-key-pair.js';
import { AuthRepository } from '../auth/auth.repository.js';
import { hashPassword } from '../auth/passwords.js';
import { type Secret } from '../common/crypto/secret.js';
import { invalidFields } from '../common/errors/api-error.js';
import { Database } from '../database/database.js';
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
    private readonly auth: AuthRepository,
  ) {}

  /** @throws ApiError 400 with `fields.username` when the name is taken */
  async register(wanted: {
    readonly username: string;
    readonly email: string;
    readonly password: Secret;
  }): Promise<Registered> {
    const passwordHash = await hashPassword(wanted.password);
    const apiKey = makeApiKeyPair();
    const userId = await this.database.transaction(async (tx) => {
      const id = await this.users.insertUserIfNew(tx, { ...wanted, passwordHash });
      if (id === null) {
        throw invalidFields({ username: ['This user name is taken. Choose another one.'] });
      }
      await this.auth.insertApiKey(tx, id, apiKey.stored);
      return id;
    });
    return { userId, apiKey };
  }
}
