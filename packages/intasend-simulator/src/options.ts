import { type Clock } from 'simulator-core';
import { type Environment } from './api/gate.js';
import { type Behaviour } from './behaviour.js';

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
  /** The URL for payers and clients; default the address that it listens on. */
  readonly publicUrl?: string;
  /** The receiver of webhooks for accounts without their own; default none. */
  readonly webhookUrl?: string;
  /** The challenge in webhooks; default none. */
  readonly challenge?: string;
  /** The host that the simulator replaces, which decides the accepted keys; default `sandbox`. */
  readonly environment?: Environment;
  /** Settings that differ from the defaults. */
  readonly behaviour?: Partial<Behaviour>;
  /** The time limit for receivers of webhooks, in real milliseconds; default 10 s. */
  readonly webhookTimeoutMs?: number;
  /** Makes ids and random decisions repeatable. */
  readonly seed?: string;
  /** The real time; default the system clock. */
  readonly clock?: Clock;
  /** Receives log lines; default none. No line has a key or a challenge. */
  readonly log?: (line: string) => void;
}
