import { type BenchRouter } from './access-data.js';

/** Which packets to send to a RADIUS server. It is passed as JSON. */
export interface RadiusLoadPlan {
  readonly ports: { readonly auth: number; readonly acct: number };
  readonly routers: readonly BenchRouter[];
  /** Packets under way at the same time. */
  readonly inFlight: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** The processes whose CPU time is measured. */
  readonly processes: { readonly freeradius: number; readonly postgres: number };
}

/** CPU time for a packet, in ms. Unlike the rate, it says little about what else the machine does. */
export interface CpuOfPacket {
  /** PostgreSQL with all of its processes. */
  readonly postgres: number;
  readonly freeradius: number;
  /** The load generator, which stands for the routers. */
  readonly routers: number;
}

/** How fast packets were answered. */
export interface RadiusRate {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Packets without an answer, and logins that were rejected. */
  readonly failed: number;
  /** Null where there is no `/proc`. */
  readonly cpuMs: CpuOfPacket | null;
}

/** The result of a load. */
export interface RadiusLoadResult {
  readonly logins: RadiusRate;
  /** The first packet of each session, when all come online at once. */
  readonly starts: RadiusRate;
  /** Sessions of ten minutes: one Start, nine reports and one Stop. */
  readonly accounting: RadiusRate;
}
