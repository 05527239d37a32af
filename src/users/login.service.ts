import { Injectable } from '@nestjs/common';
import { authErrors } from '../auth/auth-errors.js';
import { passwordMatches } from '../auth/passwords.js';
import { type TokenPair, TokensService } from '../auth/tokens.service.js';
import { type Secret } from '../common/crypto/secret.js';
import { type LoginRecord, UsersRepository } from './users.repository.js';

/** Who has logged in, and the tokens to go on with. */
export interface LoggedIn {
  readonly user: LoginRecord;
  readonly tokens: TokenPair;
}

/** Logs an operator in by name and password. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UsersRepository,
    private readonly tokens: TokensService,
  ) {}

  /** @throws ApiError 401, the same for an unknown name and a wrong password */
  async login(username: string, password: Secret): Promise<LoggedIn> {
    const user = await this.users.findForLogin(username);
    const matches = await passwordMatches(password, user?.passwordHash);
    if (!matches || !user) throw authErrors.invalidCredentials();
    if (!user.isActive) throw authErrors.userDisabled();
    return { user, tokens: await this.tokens.beginSession(user.userId) };
  }
}
