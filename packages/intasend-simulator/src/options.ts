import { type Clock } from './clock.js';
import { type Environment } from './api/gate.js';
import { type Behaviour } from './behaviour.js';

/** How to start a simulator. */
export interface SimulatorOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The address to listen on; default `127.0.0.1`. */
  readonly host?: string;
  /** How many times faster than real time it lives; default 1. 0: only control calls move time. */
  readonly speed?: number;
  /** Where payers and clients reach it; default the address it listens on. */
  readonly publicUrl?: string;
  /** Where events go for accounts that have no setting of their own; default nowhere. */
  readonly webhookUrl?: string;
  /** The challenge in those events; default none. */
  readonly challenge?: string;
  /** Which host it stands for, and so which keys it takes; default `sandbox`. */
  readonly environment?: Environment;
  /** Switches that differ from the most faithful setting. */
  readonly behaviour?: Partial<Behaviour>;
  /** How long a receiver of events may take, in real milliseconds; default 10 s. */
  readonly webhookTimeoutMs?: number;
  /** Makes ids and chance repeatable. */
  readonly seed?: string;
  /** Real time; default the machine's. */
  readonly clock?: Clock;
  /** Takes a line for each thing of note; default silence. No line holds a key or a challenge. */
  readonly log?: (line: string) => void;
}
