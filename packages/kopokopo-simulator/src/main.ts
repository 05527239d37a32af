import { keysNamed } from './model/applications.js';
import { FAULT_PHONES, OUTCOME_PHONES, phoneTable } from './outcome-phones.js';
import { readSettings, SettingsError, USAGE } from './settings.js';
import { type Simulator, startSimulator } from './simulator.js';

/** Runs the simulator until it is stopped. */
async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  if (settings === null) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const simulator = await startSimulator({
    ...settings,
    log: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(greeting(simulator, settings.speed ?? 1));
  stopOnSignal(simulator);
}

function stopOnSignal(simulator: Simulator): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stdout.write('Stopping.\n');
      void simulator.stop();
    });
  }
}

function greeting({ url }: Simulator, speed: number): string {
  const { clientId, clientSecret, apiKey } = keysNamed('demo');
  return `The Kopo Kopo simulator listens on ${url}, ${speed} times as fast as real time.
It takes any keys with one name: ${clientId}, ${clientSecret} and ${apiKey}.

The phone number decides how a payment ends; every other number pays:
${phoneTable(OUTCOME_PHONES)}

A prompt to one of these fails on the way:
${phoneTable(FAULT_PHONES)}

Or script a failure, here a prompt that is sent but never answered:
  curl --json '{"fault":"drop_after","endpoint":"stk"}' ${url}/__control/faults
A customer pays a till without a prompt:
  curl --json '{"till":"K123456","phone":"+254712345678","amount":50}' ${url}/__control/till
Money received so far:
  curl ${url}/__control/books
More: the README of kopokopo-simulator

`;
}

main().catch((error: unknown) => {
  const isExpected = error instanceof SettingsError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(isExpected ? `${message}\n\n${USAGE}\n` : `${message}\n`);
  process.exitCode = isExpected ? 2 : 1;
});
