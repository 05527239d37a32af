import { type Settings } from './config/settings.js';

/** The summary that a started development server prints: all URLs, and what to do next. */
export function startSummary(settings: Settings, serverUrl: string): string {
  const { simulator, database, intasend, kopokopo, dataDir } = settings;
  const register = `curl ${serverUrl}/users/register/ -d username=amina -d email=amina@example.com`;
  const provider = (port: number, sandboxUrl: string): string =>
    simulator.enabled ? `http://127.0.0.1:${port} (simulator: no money moves)` : sandboxUrl;
  const lines = {
    API: serverUrl,
    Dashboard: `${serverUrl}/dashboard/`,
    'API documents': `${serverUrl}/docs`,
    IntaSend: provider(simulator.port, intasend.sandboxUrl),
    'Kopo Kopo': provider(simulator.kopokopoPort, kopokopo.sandboxUrl),
    Database: database.url ? 'the one of DATABASE_URL' : 'PostgreSQL, in the data folder',
    'Data folder': dataDir,
    'Next command': `${register} -d password='karibu sana wageni'`,
    'And then': 'README.md, "Sell a package in five minutes"; Ctrl-C stops the server',
  };
  const shown = Object.entries(lines).map(([name, text]) => `  ${name.padEnd(15)}${text}\n`);
  return `\nLipafi is ready.\n${shown.join('')}\n`;
}
