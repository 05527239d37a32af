import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { type ProofKind } from './login-proof.js';

/** The security events, each with its level and log message. */
const EVENTS = {
  registered: ['info', 'an operator registered'],
  user_created: ['info', 'an operator was created by a command'],
  logged_in: ['info', 'an operator logged in'],
  login_failed: ['warn', 'a login was refused'],
  refresh_reused: ['warn', 'a refresh token was reused; its login has ended'],
  logged_out: ['info', 'an operator logged out'],
  password_changed: ['info', 'a password was changed; the other logins of its operator have ended'],
  password_change_refused: ['warn', 'a password change was refused: the old password was wrong'],
  password_reset_issued: ['info', 'a command issued a password reset token'],
  password_reset_mailed: ['info', 'a password reset link was sent by mail'],
  password_reset: ['info', 'a password was reset; all logins of its operator have ended'],
  password_reset_refused: ['warn', 'a password reset was refused'],
  api_keys_replaced: ['info', 'an operator has new API keys'],
  credential_added: ['info', 'an operator added keys of a provider'],
  credential_changed: ['info', 'an operator changed keys of a provider'],
  private_key_replaced: ['info', 'an operator replaced a private key of a provider'],
  credential_toggled: ['info', 'an operator activated or deactivated keys of a provider'],
  credential_removed: ['info', 'an operator removed keys of a provider'],
  router_setup_shown: ['info', 'an operator was shown the set-up of a router, with its secret'],
  radius_secret_rotated: ['info', 'an operator replaced the RADIUS secret of a router'],
  webhooks_subscribed: ['info', 'the webhooks of provider credentials were subscribed'],
  payment_marked: ['info', 'an operator overrode the status of a payment'],
  review_resolved: ['info', 'an operator resolved the review of a payment'],
  receipt_assigned: ['info', 'an operator assigned the money of a till to a payment'],
  access_given: ['info', 'an operator gave access without a payment'],
  access_extended: ['info', 'an operator extended access'],
  access_revoked: ['info', 'an operator revoked access'],
  webhook_refused: ['warn', 'a webhook had a missing or wrong challenge'],
} as const satisfies Record<string, readonly ['info' | 'warn', string]>;

export type SecurityEvent = keyof typeof EVENTS;

/** The details of a log line. No user names: people type passwords into name fields. */
export interface SecurityDetails {
  /** The operator concerned; null when the given name is unknown. */
  readonly userId: number | null;
  readonly by?: ProofKind;
  readonly reason?: 'wrong' | 'disabled' | 'no_address';
  readonly origin?: 'generated' | 'chosen';
  readonly graceHours?: number;
  readonly credentialId?: number;
  readonly routerId?: number;
  readonly paymentId?: string;
  readonly entitlementId?: string;
  readonly invoiceId?: string | null;
}

/**
 * Writes one line with `security: true` for every event about authentication, keys, manual overrides
 * of payments, and access that operators give, extend and revoke.
 */
@Injectable()
export class SecurityLog {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  write(event: SecurityEvent, details: SecurityDetails): void {
    const [level, sentence] = EVENTS[event];
    this.logger[level]({ security: true, event, ...details }, sentence);
  }
}
