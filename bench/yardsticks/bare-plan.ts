import { type Transcript } from '../transcript.js';

/** What the bare server is told. It passes through JSON. */
export interface BarePlan {
  readonly transcript: Transcript;
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly providerUrl: string;
  readonly call: { readonly path: string; readonly body: string } | null;
  /** The hash to compare the password with; null where the server compares none. */
  readonly passwordHash: string | null;
  readonly password: string;
  /** Phones and devices are numbered from here on. */
  readonly firstNumber: number;
}
