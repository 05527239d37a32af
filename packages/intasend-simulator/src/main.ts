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
  process.stdout.write(greeting(simulator, settings.speed ?? 1, settings.webhookUrl ?? 'nowhere'));
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

function greeting({ url }: Simulator, speed: number, webhookUrl: string): string {
  return `The IntaSend simulator listens on ${url}, ${speed} times as fast as real time.
Events go to ${webhookUrl}.
It takes any keys such as ISPubKey_test_demo and ISSecretKey_test_demo.

The phone number decides how a payment ends; every other number pays:
${phoneTable(OUTCOME_PHONES)}

An STK push to one of these fails on the way:
${phoneTable(FAULT_PHONES)}

Or script a failure, here a push that is carried out but never answered:
  curl --json '{"fault":"drop_after","endpoint":"stk"}' ${url}/__control/faults
Money taken so far:
  curl ${url}/__control/books
More: the README of intasend-simulator

`;
}

main().catch((error: unknown) => {
  const isExpected = error instanceof SettingsError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(isExpected ? `${message}\n\n${USAGE}\n` : `${message}\n`);
  process.exitCode = isExpected ? 2 : 1;
});
