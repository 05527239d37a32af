import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startCommand } from '../support/command.js';
import { aFreePort } from '../support/free-ports.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const LAST_WORDS = 'Ctrl-C stops the server';

describe('the first start in development', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false });
  });
  afterAll(() => database.drop());

  it('says in at most eleven lines where everything is and what to do next, and nothing else', async () => {
    const [port, simulatorPort] = [await aFreePort(), await aFreePort()];
    const kopoKopoPort = await aFreePort();
    const { child, result } = startCommand('src/main', [], {
      NODE_ENV: 'development',
      DATABASE_URL: database.url,
      JWT_SECRET: randomHex(32),
      ENCRYPTION_KEY: KeyRing.generateKey(),
      PORT: String(port),
      SIMULATOR_PORT: String(simulatorPort),
      KOPOKOPO_SIMULATOR_PORT: String(kopoKopoPort),
      DATA_DIR: '/var/lib/data-of-the-test',
    });
    let said = '';
    child.stdout?.on('data', (chunk: string) => {
      said += chunk;
      if (said.includes(LAST_WORDS)) child.kill();
    });
    const { stdout, stderr } = await result;
    const lines = stdout.split('\n').filter((line) => line !== '');
    const whileStarting = lines.slice(0, lines.findIndex((line) => line.includes(LAST_WORDS)) + 1);

    expect(stderr).toBe('');
    expect(whileStarting.length).toBeGreaterThan(0);
    expect(whileStarting.length).toBeLessThanOrEqual(11);
    expect(stdout).not.toMatch(/WARN|17900000/);
    for (const told of [
      `http://127.0.0.1:${port}\n`,
      `http://127.0.0.1:${port}/docs\n`,
      `http://127.0.0.1:${simulatorPort} (simulator`,
      `http://127.0.0.1:${kopoKopoPort} (simulator`,
      '/var/lib/data-of-the-test\n',
      `curl http://127.0.0.1:${port}/users/register/`,
    ]) {
      expect(stdout).toContain(told);
    }
  });
});
