import { type Transcript } from '../transcript.js';

/** The plan of the bare server. It is passed as JSON. */
export interface BarePlan {
  readonly transcript: Transcript;
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly providerUrl: string;
  readonly call: { readonly path: string; readonly body: string } | null;
  /** The hash to compare the password with; null where the server compares none. */
  readonly passwordHash: string | null;
  readonly password: string;
  /** The first number for phones and devices. */
  readonly firstNumber: number;
}
