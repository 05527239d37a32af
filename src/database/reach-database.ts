/** The settings that name a database. None is set for the embedded one. */
export type DatabaseSetting =
  'DATABASE_URL' | 'DATABASE_DIRECT_URL' | 'CLOUDPILOT_DATABASE_URL' | null;

/** Descriptions of error codes of the system and of PostgreSQL (five characters). */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up just now',
  ECONNREFUSED: 'nothing answers at its host and port',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'its host does not answer',
  EHOSTUNREACH: 'there is no way to its host',
  ENETUNREACH: 'there is no way to its host',
  '28P01': 'user name or password are wrong',
  '28000': 'the server does not let this user in',
  '3D000': 'the server has no database of that name',
  '42501': 'this user may not use the database',
  '53300': 'the server has no connection left',
  '57P03': 'the server is starting or stopping',
};

/** The driver's words when it has no password to answer SCRAM with, or an empty one. */
const NO_PASSWORD = /client password must be a /;

/**
 * A database cannot be reached. The message names the setting but not its value: library errors may
 * repeat the host, user and path in it.
 */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';

  constructor(setting: DatabaseSetting, code: string) {
    const which = setting === null ? 'The embedded database' : `The database of ${setting}`;
    super(`${which} cannot be reached: ${REASONS[code] ?? 'the connection failed'} (${code}).`);
  }
}

/**
 * Connects, and throws a readable error when that fails.
 *
 * @throws DatabaseUnreachable
 */
export async function reaching<T>(setting: DatabaseSetting, connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (typeof code === 'string') throw new DatabaseUnreachable(setting, code);
    // The driver gives no code to a connection that it ended, or that cannot be encrypted. Such a
    // message contains no part of the URL.
    const message = error instanceof Error ? error.message : '';
    // Nor to one for which the server wants a password and the URL has none.
    if (NO_PASSWORD.test(message)) throw new DatabaseUnreachable(setting, '28P01');
    if (/SSL|timeout|terminated/i.test(message)) throw new DatabaseUnreachable(setting, message);
    throw error;
  }
}
