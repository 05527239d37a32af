import { parseArgs } from 'node:util';
import { type SimulatorOptions } from './options.js';

const USUAL_PORT = 4011;

/** The usage text of the command. */
export const USAGE = `Usage: kopokopo-simulator [options]
  --port <number>     where it listens (KOPOKOPO_SIMULATOR_PORT); default ${USUAL_PORT}, 0 takes any free port
  --host <address>    the address it listens on (SIMULATOR_HOST); default 127.0.0.1
  --speed <number>    how many times faster than real time it lives (SIMULATOR_SPEED); default 1
  --help              this text`;

/** The arguments of the command are invalid. The message is for its user. */
export class SettingsError extends Error {}

/**
 * Reads the arguments of the command; an environment variable replaces a missing one.
 * @returns null when only {@link USAGE} is requested
 * @throws SettingsError
 */
export function readSettings(
  args: readonly string[],
  variables: NodeJS.ProcessEnv = process.env,
): SimulatorOptions | null {
  const { help, ...given } = parsed(args);
  if (help === true) return null;
  const value = (argument: string | undefined, variable: string): string | undefined =>
    argument ?? (variables[variable] || undefined);
  const host = value(given.host, 'SIMULATOR_HOST');
  return {
    port: number('--port', value(given.port, 'KOPOKOPO_SIMULATOR_PORT'), USUAL_PORT, 65_535),
    speed: number('--speed', value(given.speed, 'SIMULATOR_SPEED'), 1, 1_000_000),
    ...(host === undefined ? {} : { host }),
  };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { port: text, host: text, speed: text, help: { type: 'boolean', short: 'h' } },
    }).values;
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : String(error));
  }
}

function number(name: string, text: string | undefined, usual: number, max: number): number {
  if (text === undefined) return usual;
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= max) return value;
  throw new SettingsError(`${name} must be a number from 0 to ${max}.`);
}
