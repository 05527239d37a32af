import { type RouterOs, startRouterOs } from './router-os.js';
import { readSettings, SettingsError, USAGE } from './settings.js';

/** Runs a router until it is stopped. */
async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  if (settings === null) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const router = await startRouterOs(settings);
  const { username } = settings.login;
  process.stdout.write(
    `The router answers on http://${settings.host ?? ''}:${router.port}/rest for the user ${username}.\n`,
  );
  stopOnSignal(router);
}

function stopOnSignal(router: RouterOs): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.stdout.write('Stopping.\n');
      void router.stop();
    });
  }
}

main().catch((error: unknown) => {
  const isExpected = error instanceof SettingsError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(isExpected ? `${message}\n\n${USAGE}\n` : `${message}\n`);
  process.exitCode = isExpected ? 2 : 1;
});
