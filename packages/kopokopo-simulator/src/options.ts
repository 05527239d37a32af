import { type Clock } from 'simulator-core';

/** The options of a simulator. */
export interface SimulatorOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The address to listen on; default `127.0.0.1`. */
  readonly host?: string;
  /**
   * How many times faster than real time the simulated time runs; default 1. With 0 only control
   * calls move it.
   */
  readonly speed?: number;
  /** The life of an access token, in simulated seconds; default an hour. */
  readonly tokenSeconds?: number;
  /** The time limit for receivers of webhooks, in real milliseconds; default 10 s. */
  readonly webhookTimeoutMs?: number;
  /** Makes ids and random decisions repeatable. */
  readonly seed?: string;
  /** The real time; default the system clock. */
  readonly clock?: Clock;
  /** Receives log lines; default none. No line has a key or a token. */
  readonly log?: (line: string) => void;
}
