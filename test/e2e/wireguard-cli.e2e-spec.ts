import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestApp, type TestApp } from '../support/app.js';
import { type CommandResult, runCommand } from '../support/command.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { addRouter, aTunnelKey, removeRouter } from '../support/router-rows.js';
import { anOperator, type Operator } from '../support/shop.js';

const TUNNEL = { TUNNEL_NETWORK: '10.9.0.0/16' };

describe('the command that prints the configuration of WireGuard', () => {
  let database: TestDatabase;
  let app: TestApp;
  let operator: Operator;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lipafi-wireguard-'));
    database = await createTestDatabase();
    app = await startTestApp({
      databaseUrl: database.url,
      settings: {
        ...TUNNEL,
        NAS_ADDRESS: 'operator',
        RADIUS_CLIENTS: '10.9.0.0/16,203.0.113.0/24',
      },
    });
    operator = await anOperator(app);
  });
  afterAll(async () => {
    await app.stop();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const print = (args: readonly string[], settings = {}): Promise<CommandResult> =>
    runCommand('src/access/wireguard/cli', args, {
      DATABASE_URL: database.url,
      NODE_ENV: 'test',
      DATA_DIR: folder,
      ...TUNNEL,
      ...settings,
    });

  it('has a peer for each router in the tunnel, of whichever operator, and no name', async () => {
    const [other, key, otherKey, removedKey] = [
      await anOperator(app),
      aTunnelKey(),
      aTunnelKey(),
      aTunnelKey(),
    ];
    const name = 'Cafe\n[Peer]\nAllowedIPs = 0.0.0.0/0';
    const { body: first } = await addRouter(app, operator, { name, wireguard_public_key: key });
    const { body: second } = await addRouter(app, other, { wireguard_public_key: otherKey });
    const { body: removed } = await addRouter(app, other, { wireguard_public_key: removedKey });
    await removeRouter(app, other, removed.id);
    await addRouter(app, operator, { access_method: 'radius' });
    await addRouter(app, operator, {
      wireguard_public_key: aTunnelKey(),
      nas_address: '203.0.113.7',
    });

    const { status, stdout } = await print(['config']);
    expect(status).toBe(0);
    expect(stdout.split('\n\n').slice(1)).toEqual([
      `# Router ${String(first.id)}\n[Peer]\nPublicKey = ${key}\nAllowedIPs = ${String(first.nas_address)}/32`,
      `# Router ${String(second.id)}\n[Peer]\nPublicKey = ${otherKey}\nAllowedIPs = ${String(second.nas_address)}/32\n`,
    ]);
    expect(stdout).toContain(
      '[Interface]\nAddress = 10.9.0.1/16\nListenPort = 51820\n# PrivateKey',
    );
  });

  it('has the key of a file, and the port of the endpoint', async () => {
    const key = aTunnelKey();
    const file = join(folder, 'server.key');
    await writeFile(file, `${key}\n`);
    const endpoint = {
      WIREGUARD_ENDPOINT: 'vpn.example.com:443',
      WIREGUARD_PUBLIC_KEY: aTunnelKey(),
    };
    const { status, stdout } = await print(['config', file], endpoint);
    expect(status).toBe(0);
    expect(stdout).toContain(`ListenPort = 443\nPrivateKey = ${key}\n`);
  });

  it('refuses a file without a key, and does not repeat it', async () => {
    const file = join(folder, 'other.key');
    await writeFile(file, 'something secret');
    const { status, stdout, stderr } = await print(['config', file]);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(`There is no key of WireGuard in ${file}.\n`);
  });

  it.each([[[]], [['peers']], [['config', 'a', 'b']]])('explains itself after %j', async (args) => {
    const { status, stderr } = await print(args);
    expect(status).toBe(2);
    expect(stderr).toContain('npm run --silent wireguard -- config [KEY_FILE]');
  });
});
