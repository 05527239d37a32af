/** A fixed-window limit. The window starts with the first request. */
export interface Allowance {
  /** The key prefix of its counters. */
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Every limit of the server, before `RATE_LIMIT_SCALE`.
 *
 * The customers of a venue share one address, so portal requests are counted by phone and device.
 * The limits by address only bound the cost of one sender, and allow several times what hundreds of
 * simultaneous customers need.
 */
export const allowances = {
  /** Prompts to one phone number of one operator (contract, section 1). */
  prompts: { name: 'prompt', points: 3, seconds: 5 * MINUTE },
  /** Prompts to one phone number over all operators, because anybody may register as one. */
  promptsOfPhone: { name: 'prompt-phone', points: 6, seconds: 5 * MINUTE },
  /** Payments started by one device at one operator. */
  salesByDevice: { name: 'sale-device', points: 30, seconds: 10 * MINUTE },
  /** Payments started from one address with one operator's key, because MAC addresses can be forged. */
  salesByAddress: { name: 'sale-address', points: 3_000, seconds: 10 * MINUTE },
  /** Payments started and prompts repeated in one session of the portal. */
  salesBySession: { name: 'portal-session', points: 10, seconds: 10 * MINUTE },
  /** Payments started in the portal of one router, because a session costs nothing to begin. */
  salesByRouter: { name: 'portal-router', points: 1_500, seconds: 10 * MINUTE },
  /** All requests with a public key from one address, per process: 500 per second. */
  flood: { name: 'flood', points: 30_000, seconds: MINUTE },
  /** Failed logins under one name from one address. */
  loginsByNameAndAddress: { name: 'login-pair', points: 10, seconds: 15 * MINUTE },
  /** Failed logins from one address, for names that have never logged in from it. */
  loginsByAddress: { name: 'login-address', points: 100, seconds: 15 * MINUTE },
  /** Failed logins under one name, from addresses that it has never logged in from. */
  loginsByName: { name: 'login-name', points: 50, seconds: HOUR },
  /** Refused refresh and password reset tokens from one address. */
  tokensByAddress: { name: 'token-address', points: 100, seconds: 15 * MINUTE },
  /** How long an address counts as known for a name that has logged in from it. */
  knownAddress: { name: 'login-known', points: 1, seconds: 30 * DAY },
  /** Password reset mails requested from one address. */
  passwordMailsByAddress: { name: 'password-mail-address', points: 20, seconds: HOUR },
  /** Password reset mails for one user name or e-mail address. */
  passwordMailsByName: { name: 'password-mail-name', points: 5, seconds: HOUR },
  /** Failed reconnects with one code or receipt of one operator. */
  reconnectsByProof: { name: 'reconnect-proof', points: 10, seconds: 10 * MINUTE },
  /** Failed reconnects at one router, counted first: a stranger adds no more rows than these. */
  reconnectsByRouter: { name: 'reconnect-router', points: 300, seconds: 10 * MINUTE },
  /** Login tickets of one chain, for up to 20 devices. */
  ticketsByChain: { name: 'login-ticket', points: 60, seconds: 10 * MINUTE },
  /** Logos uploaded by one operator: decoding an image keeps the process busy. */
  logos: { name: 'logo', points: 30, seconds: 10 * MINUTE },
  /** Requests for events of one login, per process: ten tabs that ask every five seconds. */
  events: { name: 'events', points: 120, seconds: MINUTE },
  /** Registrations from one address. */
  registrations: { name: 'register', points: 20, seconds: HOUR },
  /**
   * Webhook events about a payment without a valid challenge, from one address and from all, per
   * process. A provider sends the events of all operators from a few addresses. Reconciliation finds
   * the payments whose events were dropped.
   */
  unverifiedEventsByAddress: { name: 'unverified-address', points: 3_000, seconds: MINUTE },
  unverifiedEvents: { name: 'unverified', points: 6_000, seconds: MINUTE },
  /** The same about one payment, counted first: one payment uses up nothing of the others' share. */
  unverifiedEventsByPayment: { name: 'unverified-payment', points: 60, seconds: MINUTE },
  /** Events with the right challenge about one payment and about one operator, per process. */
  authenticatedEventsByPayment: { name: 'authenticated-payment', points: 30, seconds: MINUTE },
  authenticatedEventsByOperator: { name: 'authenticated-operator', points: 3_000, seconds: MINUTE },
  /** The same for unmatched events, which are stored for hours, at up to 4 kB each. */
  strayEventsByAddress: { name: 'stray-address', points: 60, seconds: MINUTE },
  strayEvents: { name: 'stray', points: 300, seconds: MINUTE },
  /** Lines of the security log about refused webhooks, per process. */
  refusedWebhookLinesByPayment: { name: 'refused-payment', points: 3, seconds: MINUTE },
  refusedWebhookLines: { name: 'refused', points: 60, seconds: MINUTE },
} as const satisfies Readonly<Record<string, Allowance>>;
