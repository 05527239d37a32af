import { SettingsError } from './config/settings.js';
import { DatabaseUnreachable } from './database/reach-database.js';

/**
 * The server cannot start for a reason that the operator can remove. The message is one sentence
 * that names the setting or the command, but no value of a setting.
 */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/** Start-up errors whose message is all that an operator needs. */
const EXPECTED = [SettingsError, DatabaseUnreachable, StartRefused];

/** Describes a failed start: one sentence if it was expected, else the stack of the error. */
export function describeFailedStart(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected = EXPECTED.some((kind) => error instanceof kind);
  return isExpected ? error.message : (error.stack ?? error.message);
}

/** The settings of the address that a server listens on. */
interface ListeningSettings {
  readonly port: 'PORT' | 'SIMULATOR_PORT' | 'KOPOKOPO_SIMULATOR_PORT';
  /** Absent where the host is constant. */
  readonly host?: 'HOST';
}

/**
 * Listens, and explains a failure.
 *
 * @throws StartRefused when the port or the host cannot be used
 */
export async function listening<T>(
  { port, host }: ListeningSettings,
  listen: () => Promise<T>,
): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const sentence = {
      EADDRINUSE: `Another program listens on the port of ${port}: stop it, or set another ${port}`,
      EACCES: `This user may not listen on the port of ${port}: set one above 1023`,
      EADDRNOTAVAIL: host && `${host} is not an address of this machine`,
      ENOTFOUND: host && `The host name of ${host} is not known`,
    }[String((error as NodeJS.ErrnoException).code)];
    if (sentence === undefined) throw error;
    throw new StartRefused(`${sentence}.`, { cause: error });
  }
}
