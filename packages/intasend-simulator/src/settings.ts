import { parseArgs } from 'node:util';
import { type Environment } from './api/gate.js';
import { type SimulatorOptions } from './options.js';

const USUAL_PORT = 4010;
const ENVIRONMENTS: readonly Environment[] = ['sandbox', 'live'];

/** The usage text of the command. */
export const USAGE = `Usage: intasend-simulator [options]
  --port <number>          where it listens (SIMULATOR_PORT); default ${USUAL_PORT}, 0 takes any free port
  --host <address>         the address it listens on (SIMULATOR_HOST); default 127.0.0.1
  --speed <number>         how many times faster than real time it lives (SIMULATOR_SPEED); default 1
  --webhook-url <address>  where events go (INTASEND_CALLBACK_URL); default nowhere
  --challenge <text>       the challenge in those events (INTASEND_CHALLENGE); default none
  --environment <name>     sandbox or live: the host it stands for (SIMULATOR_ENVIRONMENT)
  --help                   this text`;

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
  const webhookUrl = value(given['webhook-url'], 'INTASEND_CALLBACK_URL');
  const challenge = value(given.challenge, 'INTASEND_CHALLENGE');
  return {
    port: number('--port', value(given.port, 'SIMULATOR_PORT'), USUAL_PORT, 65_535),
    speed: number('--speed', value(given.speed, 'SIMULATOR_SPEED'), 1, 1_000_000),
    environment: environment(value(given.environment, 'SIMULATOR_ENVIRONMENT') ?? 'sandbox'),
    ...(host === undefined ? {} : { host }),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    ...(challenge === undefined ? {} : { challenge }),
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
        speed: text,
        'webhook-url': text,
        challenge: text,
        environment: text,
        help: { type: 'boolean', short: 'h' },
      },
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

function environment(name: string): Environment {
  const known = ENVIRONMENTS.find((each) => each === name);
  if (known === undefined) throw new SettingsError('--environment must be sandbox or live.');
  return known;
}
