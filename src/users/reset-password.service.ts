import { Injectable } from '@nestjs/common';
import { authErrors } from '../auth/auth-errors.js';
import { hashPassword } from '../auth/passwords.js';
import { SecurityLog } from '../auth/security-log.js';
import { SessionsRepository } from '../auth/sessions.repository.js';
import { type Secret } from '../common/crypto/secret.js';
import { type ApiError } from '../common/errors/api-error.js';
import { Database } from '../database/database.js';
import { checkNewPassword } from './check-new-password.js';
import { passwordResetHash } from './password-reset-token.js';
import { PasswordResetsRepository } from './password-resets.repository.js';
import { UsersRepository } from './users.repository.js';

/** Sets a new password by a reset token, which ends all logins of the operator. */
@Injectable()
export class ResetPasswordService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly resets: PasswordResetsRepository,
    private readonly sessions: SessionsRepository,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Deletes all tokens of the operator. An invalid password deletes none.
   *
   * @throws ApiError 401, the same for a token that is unknown, expired or used, and for a disabled
   *   operator; 400 with `fields` for a password that is too easy to guess
   */
  async reset(token: Secret, newPassword: Secret): Promise<void> {
    const tokenHash = passwordResetHash(token);
    const owner = await this.resets.findOwner(tokenHash);
    if (!owner) throw this.refused(null, 'wrong');
    const { userId } = owner;
    if (!owner.isActive) throw this.refused(userId, 'disabled');
    await checkNewPassword('new_password', newPassword, owner);

    const passwordHash = await hashPassword(newPassword);
    await this.database.transaction(async (tx) => {
      // The operator's row is locked first, so that only one of several concurrent tokens is used.
      const isActive = await this.users.setPassword(tx, userId, passwordHash);
      if (!isActive) throw this.refused(userId, 'disabled');
      const alive = await this.resets.deleteAllOf(tx, userId);
      if (!alive.includes(tokenHash)) throw this.refused(userId, 'wrong');
      await this.sessions.endAll(tx, userId);
      await this.log.record(tx, 'password_reset', { userId });
    });
    this.log.write('password_reset', { userId });
  }

  private refused(userId: number | null, reason: 'wrong' | 'disabled'): ApiError {
    this.log.write('password_reset_refused', { userId, reason });
    return authErrors.resetTokenInvalid();
  }
}
