import { type SecurityEventEntity } from '../auth/security-event.entity.js';
import { type ProofKind } from '../auth/login-proof.js';
import { type SecurityDetails, type SecurityEvent } from '../auth/security-events.js';

type Details = Partial<SecurityDetails>;

const BY: Readonly<Record<ProofKind, string>> = { password: 'a password', api_key: 'API keys' };
const MARKED: Readonly<Record<string, string>> = {
  marked_completed: 'A payment was marked as paid by hand.',
  marked_failed: 'A payment was marked as not paid by hand.',
};
const RESOLVED: Readonly<Record<string, string>> = {
  accepted: ': accepted as it is',
  access_extended: ': access was extended',
  refunded_outside: ': refunded outside of this server',
};

const by = ({ by: proof }: Details): string => (proof ? ` with ${BY[proof]}` : '');
const device = ({ macAddress }: Details): string => (macAddress ? ` ${macAddress}` : '');

/** A sentence about each kind of event, for the operator. */
const SENTENCES: Readonly<Partial<Record<SecurityEvent, (details: Details) => string>>> = {
  registered: () => 'The account was registered.',
  user_created: () => 'The account was made by a command on the server.',
  logged_in: (details) => `Somebody logged in${by(details)}.`,
  login_failed: (details) =>
    details.reason === 'disabled'
      ? `A login${by(details)} was refused: the account is disabled.`
      : `A login${by(details)} failed.`,
  refresh_reused: () =>
    'A used refresh token was sent again, so its login was ended. Somebody may have copied it.',
  logged_out: () => 'A login was ended by logging out.',
  session_ended: () => 'A login was ended from the list of logins.',
  password_changed: () => 'The password was changed. All other logins were ended.',
  password_change_refused: () => 'The password was not changed: the old one was wrong.',
  password_reset_issued: () => 'A command on the server made a token that sets a new password.',
  password_reset_mailed: () => 'A link that sets a new password was sent by mail.',
  password_reset: () => 'The password was set anew with a token. All logins were ended.',
  api_keys_replaced: ({ graceHours = 0 }) =>
    graceHours > 0
      ? `The API keys were replaced. The old public key works for ${graceHours} hours more.`
      : 'The API keys were replaced.',
  credential_added: () => 'Keys of a payment provider were added.',
  credential_changed: () => 'Keys of a payment provider were changed.',
  private_key_replaced: () => 'A private key of a payment provider was replaced.',
  credential_toggled: () => 'Keys of a payment provider were activated or deactivated.',
  credential_removed: () => 'Keys of a payment provider were removed.',
  credential_verified: ({ isAccepted }) =>
    isAccepted
      ? 'The provider was asked about its keys, and accepts them.'
      : 'The provider was asked about its keys, and refuses them.',
  router_setup_shown: () => 'The set-up of a router was shown, with its RADIUS secret.',
  radius_secret_rotated: () => 'The RADIUS secret of a router was replaced.',
  router_command: ({ command = '' }) => `A command was sent to a router: ${command}`,
  webhooks_subscribed: () => 'The webhooks of a provider were subscribed.',
  payment_marked: ({ as = '' }) => MARKED[as] ?? 'The status of a payment was set by hand.',
  review_resolved: ({ as = '' }) => `The review of a payment was resolved${RESOLVED[as] ?? ''}.`,
  receipt_assigned: () => 'The money of a till was assigned to a payment.',
  access_given: () => 'Access was given without a payment.',
  access_extended: () => 'Access was extended.',
  access_revoked: () => 'Access was revoked.',
  access_disconnected: (details) => `A device${device(details)} was disconnected.`,
  device_attached: (details) => `A device${device(details)} was attached to access.`,
  device_removed: (details) => `A device${device(details)} was removed from access.`,
};

/** What an event says to its operator. A kind of another version of the server says its name. */
export function securitySentence({
  kind,
  details,
}: Pick<SecurityEventEntity, 'kind' | 'details'>): string {
  const sentence = Object.hasOwn(SENTENCES, kind) ? SENTENCES[kind as SecurityEvent] : undefined;
  return sentence?.(details) ?? kind;
}
