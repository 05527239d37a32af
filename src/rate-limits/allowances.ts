/** How many of something are allowed in a window of time, which begins with the first. */
export interface Allowance {
  /** Names the counters in the database. */
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
 * A venue's customers share one address, so what portals do is counted by phone and device; the
 * counts by address only bound what one sender can cost, at several times what hundreds of
 * customers at once need.
 */
export const allowances = {
  /** Prompts to one phone number of one operator (contract, section 1). */
  prompts: { name: 'prompt', points: 3, seconds: 5 * MINUTE },
  /** Prompts to one phone number over all operators, of whom anybody may become one. */
  promptsOfPhone: { name: 'prompt-phone', points: 6, seconds: 5 * MINUTE },
  /** Payments begun by one device of one operator. */
  salesByDevice: { name: 'sale-device', points: 30, seconds: 10 * MINUTE },
  /** Payments begun from one address with one operator's key; device names can be made up. */
  salesByAddress: { name: 'sale-address', points: 3_000, seconds: 10 * MINUTE },
  /** Requests of any kind with a public key from one address, in each process: 500 a second. */
  flood: { name: 'flood', points: 30_000, seconds: MINUTE },
  /** Failed logins under one name from one address. */
  loginsByNameAndAddress: { name: 'login-pair', points: 10, seconds: 15 * MINUTE },
  /** Failed logins from one address, under names that have never logged in from it. */
  loginsByAddress: { name: 'login-address', points: 100, seconds: 15 * MINUTE },
  /** Failed logins under one name from all the addresses that it has never logged in from. */
  loginsByName: { name: 'login-name', points: 50, seconds: HOUR },
  /** How long an address stays known as one that a name has logged in from. */
  knownAddress: { name: 'login-known', points: 1, seconds: 30 * DAY },
  /** Mails with a link to a new password that are asked for from one address. */
  passwordMailsByAddress: { name: 'password-mail-address', points: 20, seconds: HOUR },
  /** The same for one user name or e-mail address, from everywhere. */
  passwordMailsByName: { name: 'password-mail-name', points: 5, seconds: HOUR },
  /** Registrations from one address. */
  registrations: { name: 'register', points: 20, seconds: HOUR },
  /**
   * Webhook events about a payment that bring no valid challenge, from one address and from all, in
   * each process. A provider sends all operators' events from a few addresses: without a challenge
   * this bounds how fast they are taken in, and reconciliation finds what was dropped.
   */
  unverifiedEventsByAddress: { name: 'unverified-address', points: 3_000, seconds: MINUTE },
  unverifiedEvents: { name: 'unverified', points: 6_000, seconds: MINUTE },
  /** The same for events about no payment of ours: they are kept for hours, at up to 4 kB each. */
  strayEventsByAddress: { name: 'stray-address', points: 60, seconds: MINUTE },
  strayEvents: { name: 'stray', points: 300, seconds: MINUTE },
  /** Lines of the security log about refused webhooks, in each process. */
  refusedWebhookLinesByPayment: { name: 'refused-payment', points: 3, seconds: MINUTE },
  refusedWebhookLines: { name: 'refused', points: 60, seconds: MINUTE },
} as const satisfies Readonly<Record<string, Allowance>>;
