import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { type ProofKind } from './login-proof.js';

/** What is worth knowing when someone asks who got in: each with its level and its sentence. */
const EVENTS = {
  registered: ['info', 'an operator registered'],
  user_created: ['info', 'an operator was created by a command'],
  logged_in: ['info', 'an operator logged in'],
  login_failed: ['warn', 'a login was refused'],
  refresh_reused: ['warn', 'a refresh token came a second time; its login has ended'],
  logged_out: ['info', 'an operator logged out'],
  password_changed: ['info', 'a password was changed; the other logins of its operator have ended'],
  password_change_refused: ['warn', 'a password change was refused: the old password was wrong'],
  password_reset_issued: ['info', 'a command made a token to set a new password with'],
  password_reset_mailed: ['info', 'a link to set a new password was sent by mail'],
  password_reset: ['info', 'a password was reset; all logins of its operator have ended'],
  password_reset_refused: ['warn', 'a password reset was refused'],
  api_keys_replaced: ['info', 'an operator has new API keys'],
  credential_added: ['info', 'an operator added keys at a provider'],
  credential_changed: ['info', 'an operator changed keys at a provider'],
  private_key_replaced: ['info', 'an operator replaced the private key of keys at a provider'],
  credential_toggled: ['info', 'an operator took keys at a provider into or out of use'],
  credential_removed: ['info', 'an operator removed keys at a provider'],
  payment_marked: ['info', 'an operator gave their word about a payment'],
  webhook_refused: ['warn', 'a webhook without the right challenge was not believed'],
} as const satisfies Record<string, readonly ['info' | 'warn', string]>;

export type SecurityEvent = keyof typeof EVENTS;

/** What a line may say beside the event. No names: people type passwords into name fields. */
export interface SecurityDetails {
  /** Whose account it is about; null when the caller named none that exists. */
  readonly userId: number | null;
  readonly by?: ProofKind;
  readonly reason?: 'wrong' | 'disabled' | 'no_address';
  readonly origin?: 'generated' | 'chosen';
  readonly graceHours?: number;
  readonly credentialId?: number;
  readonly paymentId?: string;
  readonly invoiceId?: string | null;
}

/**
 * Writes one line with `security: true` for every event that concerns who may get in, and who may
 * say that money came.
 */
@Injectable()
export class SecurityLog {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  write(event: SecurityEvent, details: SecurityDetails): void {
    const [level, sentence] = EVENTS[event];
    this.logger[level]({ security: true, event, ...details }, sentence);
  }
}
