/** The settings that name a database; none for the embedded one. */
export type DatabaseSetting =
  'DATABASE_URL' | 'DATABASE_DIRECT_URL' | 'CLOUDPILOT_DATABASE_URL' | null;

/** What a code of the system or of PostgreSQL (of five characters) says, in words. */
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

/**
 * A database cannot be reached. Says which setting names it, and nothing of what the setting holds:
 * the errors of libraries repeat hosts, users and paths out of it.
 */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';

  constructor(setting: DatabaseSetting, code: string) {
    const which = setting === null ? 'The embedded database' : `The database of ${setting}`;
    super(`${which} cannot be reached: ${REASONS[code] ?? 'the connection failed'} (${code}).`);
  }
}

/**
 * Connects, and says what is wrong in words of ours when that fails.
 *
 * @throws DatabaseUnreachable
 */
export async function reaching<T>(setting: DatabaseSetting, connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    // Without a code it is no answer of the system or the server, and names nothing of the address.
    if (typeof code !== 'string') throw error;
    throw new DatabaseUnreachable(setting, code);
  }
}
