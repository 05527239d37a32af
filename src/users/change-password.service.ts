import { Injectable } from '@nestjs/common';
import { authErrors } from '../auth/auth-errors.js';
import { type Login } from '../auth/caller.js';
import { hashPassword, passwordMatches } from '../auth/passwords.js';
import { SecurityLog } from '../auth/security-log.js';
import { SessionsRepository } from '../auth/sessions.repository.js';
import { type Secret } from '../common/crypto/secret.js';
import { type ApiError } from '../common/errors/api-error.js';
import { Database } from '../database/database.js';
import { checkNewPassword } from './check-new-password.js';
import { PasswordResetsRepository } from './password-resets.repository.js';
import { wrongOldPassword } from './user-errors.js';
import { UsersRepository } from './users.repository.js';

/** Changes an operator's password, which ends all other logins. */
@Injectable()
export class ChangePasswordService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly resets: PasswordResetsRepository,
    private readonly sessions: SessionsRepository,
    private readonly log: SecurityLog,
  ) {}

  /**
   * @throws ApiError 400 with `fields`: a wrong old password (not 401, which would tell the client
   *   that its token is bad), or a new one that is too easy to guess
   */
  async change({ userId, sessionId }: Login, oldOne: Secret, newOne: Secret): Promise<void> {
    const user = await this.users.findById(userId);
    if (!user) throw authErrors.tokenInvalid();
    await checkNewPassword('new_password', newOne, user);
    if (!(await passwordMatches(oldOne, user.passwordHash))) throw await this.refused(userId);

    const hash = { old: user.passwordHash, new: await hashPassword(newOne) };
    await this.database.transaction(async (tx) => {
      const replaced = await this.users.replacePassword(tx, userId, hash);
      if (!replaced) throw await this.refused(userId);
      await this.resets.deleteAllOf(tx, userId);
      await this.sessions.endOthers(tx, { userId, kept: sessionId });
      await this.log.record(tx, 'password_changed', { userId });
    });
    this.log.write('password_changed', { userId });
  }

  private async refused(userId: number): Promise<ApiError> {
    await this.log.add('password_change_refused', { userId });
    return wrongOldPassword();
  }
}
