import { type ProofKind } from './login-proof.js';

/** A kind of event: its level, its log message, and whether the operator can read it later. */
type Kind = readonly [level: 'info' | 'warn', message: string, isStored: boolean];

/** All security events. Those that are stored are the kinds of `GET /security-log/`. */
export const SECURITY_EVENTS = {
  registered: ['info', 'an operator registered', true],
  user_created: ['info', 'an operator was created by a command', true],
  logged_in: ['info', 'an operator logged in', true],
  login_failed: ['warn', 'a login was refused', true],
  refresh_reused: ['warn', 'a refresh token was reused; its login has ended', true],
  logged_out: ['info', 'an operator logged out', true],
  session_ended: ['info', 'an operator ended another login', true],
  password_changed: [
    'info',
    'a password was changed; the other logins of its operator have ended',
    true,
  ],
  password_change_refused: [
    'warn',
    'a password change was refused: the old password was wrong',
    true,
  ],
  password_reset_issued: ['info', 'a command issued a password reset token', true],
  password_reset_mailed: ['info', 'a password reset link was sent by mail', true],
  password_reset: ['info', 'a password was reset; all logins of its operator have ended', true],
  password_reset_refused: ['warn', 'a password reset was refused', false],
  api_keys_replaced: ['info', 'an operator has new API keys', true],
  credential_added: ['info', 'an operator added keys of a provider', true],
  credential_changed: ['info', 'an operator changed keys of a provider', true],
  private_key_replaced: ['info', 'an operator replaced a private key of a provider', true],
  credential_toggled: ['info', 'an operator activated or deactivated keys of a provider', true],
  credential_removed: ['info', 'an operator removed keys of a provider', true],
  credential_verified: ['info', 'a provider was asked whether it accepts its keys', true],
  router_setup_shown: [
    'info',
    'an operator was shown the set-up of a router, with its secret',
    true,
  ],
  radius_secret_rotated: ['info', 'an operator replaced the RADIUS secret of a router', true],
  router_command: ['info', 'an operator sent a command to a router', true],
  webhooks_subscribed: ['info', 'the webhooks of provider credentials were subscribed', true],
  payment_marked: ['info', 'an operator overrode the status of a payment', true],
  review_resolved: ['info', 'an operator resolved the review of a payment', true],
  receipt_assigned: ['info', 'an operator assigned the money of a till to a payment', true],
  access_given: ['info', 'an operator gave access without a payment', true],
  access_extended: ['info', 'an operator extended access', true],
  access_revoked: ['info', 'an operator revoked access', true],
  access_disconnected: ['info', 'an operator disconnected a customer', true],
  device_attached: ['info', 'an operator attached a device', true],
  device_removed: ['info', 'an operator removed a device', true],
  // Anybody can cause it, as often as the limits of webhooks allow.
  webhook_refused: ['warn', 'a webhook had a missing or wrong challenge', false],
} as const satisfies Record<string, Kind>;

export type SecurityEvent = keyof typeof SECURITY_EVENTS;

/** The kinds that are stored. */
export const STORED_SECURITY_EVENTS = Object.entries<Kind>(SECURITY_EVENTS)
  .filter(([, [, , isStored]]) => isStored)
  .map(([kind]) => kind);

/** The details of an event. No user names: people type passwords into name fields. */
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
  readonly sessionId?: string;
  readonly invoiceId?: string | null;
  /** Whether a provider accepts its keys. */
  readonly isAccepted?: boolean;
  /** The version of the keys that it was asked about. */
  readonly version?: number;
  /** The device that an operator attached, removed or disconnected. */
  readonly macAddress?: string;
  /** The method and the path of a router command, without its data. */
  readonly command?: string;
  /** How a payment was marked, or its review resolved. */
  readonly as?: string;
}

/** What an event is about. */
export const SECURITY_SUBJECTS = [
  'router',
  'credential',
  'payment',
  'entitlement',
  'session',
] as const;
export type SecuritySubject = (typeof SECURITY_SUBJECTS)[number];

/** A subject, and the details without it. */
export interface SplitDetails {
  readonly subjectType: SecuritySubject | null;
  readonly subjectId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Separates what an event is about from the rest of its details. */
export function splitDetails(given: Omit<SecurityDetails, 'userId'>): SplitDetails {
  const { routerId, credentialId, paymentId, entitlementId, sessionId, ...details } = given;
  const ids = {
    router: routerId,
    credential: credentialId,
    payment: paymentId,
    entitlement: entitlementId,
    session: sessionId,
  } as const satisfies Record<SecuritySubject, unknown>;
  const subjectType = SECURITY_SUBJECTS.find((type) => ids[type] !== undefined) ?? null;
  return {
    subjectType,
    subjectId: subjectType === null ? null : String(ids[subjectType]),
    details,
  };
}
