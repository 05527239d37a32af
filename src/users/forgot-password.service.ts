import { Injectable } from '@nestjs/common';
import { SecurityLog } from '../auth/security-log.js';
import { Settings } from '../config/settings.js';
import { Mailer } from '../mail/mailer.js';
import { passwordResetMail } from './password-reset-mail.js';
import { makePasswordResetToken, passwordResetHash } from './password-reset-token.js';
import { PasswordResetsRepository } from './password-resets.repository.js';
import { passwordMailUnavailable } from './user-errors.js';
import { UsersRepository } from './users.repository.js';

/** How long a mailed link is valid; the mail says so. */
const MAILED_TTL_MS = 60 * 60 * 1000;

/** Mails a password reset link to operators, if the server can send mail. */
@Injectable()
export class ForgotPasswordService {
  constructor(
    private readonly users: UsersRepository,
    private readonly resets: PasswordResetsRepository,
    private readonly mailer: Mailer,
    private readonly settings: Settings,
    private readonly log: SecurityLog,
  ) {}

  /** @throws ApiError 404 when the server sends no mail */
  checkAvailable(): void {
    if (!this.mailer.isConfigured) throw passwordMailUnavailable();
  }

  /**
   * Adds a job that mails the operators with a user name or e-mail address. The time and the result
   * are the same when there is none.
   */
  async request(nameOrAddress: string): Promise<void> {
    await this.resets.addMailJob(nameOrAddress);
  }

  /**
   * Sends the mails of one request. Each try issues new tokens.
   *
   * @throws Error when the mail server refuses one
   */
  async sendTo(userIds: readonly number[]): Promise<void> {
    for (const userId of userIds) await this.sendToOne(userId);
  }

  private async sendToOne(userId: number): Promise<void> {
    const owner = await this.users.findById(userId);
    if (!owner) return;
    const refusal = !owner.isActive
      ? 'disabled'
      : this.mailer.canReach(owner.email)
        ? null
        : 'no_address';
    if (refusal !== null) {
      this.log.write('password_reset_refused', { userId, reason: refusal });
      return;
    }
    const token = makePasswordResetToken();
    const hash = passwordResetHash(token);
    await this.resets.insert(userId, hash, MAILED_TTL_MS);
    try {
      const { publicUrl } = this.settings.server;
      await this.mailer.send(passwordResetMail(owner, token, publicUrl));
    } catch (error) {
      await this.resets.delete(hash);
      throw error;
    }
    await this.log.add('password_reset_mailed', { userId });
  }
}
