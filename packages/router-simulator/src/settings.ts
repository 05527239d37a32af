import { parseArgs } from 'node:util';
import { type RouterOsOptions } from './router-os.js';

const USUAL_PORT = 8088;

/** The usage text of the command. */
export const USAGE = `Usage: router-simulator [options]
  --port <number>      where the REST API listens; default ${USUAL_PORT}, 0 takes any free port
  --host <address>     the address it listens on; default 127.0.0.1
  --username <name>    the login of the REST API; default admin
  --password <text>    its password; default none, as MikroTik delivers routers
  --help               this text`;

/** The arguments of the command are invalid. The message is for its user. */
export class SettingsError extends Error {}

/**
 * Reads the arguments of the command.
 * @returns null when only {@link USAGE} is requested
 * @throws SettingsError
 */
export function readSettings(args: readonly string[]): RouterOsOptions | null {
  const { help, ...given } = parsed(args);
  if (help === true) return null;
  return {
    login: { username: given.username ?? 'admin', password: given.password ?? '' },
    host: given.host ?? '127.0.0.1',
    port: portOf(given.port ?? String(USUAL_PORT)),
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: text,
        host: text,
        username: text,
        password: text,
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : String(error));
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new SettingsError('--port must be a number from 0 to 65535.');
}
