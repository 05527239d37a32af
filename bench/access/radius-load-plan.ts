import { type BenchRouter } from './access-data.js';

/** Which packets to send to a RADIUS server. It is passed as JSON. */
export interface RadiusLoadPlan {
  readonly ports: { readonly auth: number; readonly acct: number };
  readonly routers: readonly BenchRouter[];
  /** Packets under way at the same time. */
  readonly inFlight: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/** How fast packets were answered. */
export interface RadiusRate {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Packets without an answer, and logins that were rejected. */
  readonly failed: number;
}

/** The result of a load. */
export interface RadiusLoadResult {
  readonly logins: RadiusRate;
  readonly accounting: RadiusRate;
}
