import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { type IncomingMessage } from 'node:http';
import { KeyRing } from '../../src/common/crypto/key-ring.js';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { loadSettings } from '../../src/config/settings.js';
import { type RunningServer, startServer } from '../../src/server.js';
import { startDatabaseProxy } from '../support/database-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

/** An answer, and whether its connection will be used again. */
interface Answer {
  readonly status: number | undefined;
  readonly body: unknown;
  readonly connection: string | undefined;
}

describe('a server process', () => {
  let database: TestDatabase;
  const logger = createLogger({ level: 'silent', pretty: false });
  const secrets = { JWT_SECRET: randomHex(32), ENCRYPTION_KEY: KeyRing.generateKey() };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const start = (settings: Readonly<Record<string, string>>): Promise<RunningServer> =>
    startServer(
      loadSettings({
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: '0',
        PUBLIC_URL: 'https://pay.example.com',
        DATABASE_URL: database.url,
        ...secrets,
        ...settings,
      }),
      logger,
    );

  /** Asks over a connection that a proxy would keep. */
  async function ask(url: string, agent: Agent): Promise<Answer> {
    const sent = request(url, { agent });
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const { statusCode: status, headers } = answer;
    return { status, body: await json(answer), connection: headers.connection };
  }

  it('that only works in the background answers about its health and nothing else', async () => {
    const worker = await start({ WORKER_MODE: 'only' });
    const agent = new Agent();
    try {
      for (const path of ['/health/live', '/health/ready', '/health/', '/api/health/live']) {
        expect((await ask(`${worker.url}${path}`, agent)).status).toBe(200);
      }
      for (const path of ['/', '/payments/', '/users/login/', '/docs', '/healthy', '/nothing']) {
        const { status, body } = await ask(`${worker.url}${path}`, agent);
        expect({ status, body }).toEqual({
          status: 404,
          body: {
            error: 'This process is a worker: it answers /health and /metrics only.',
            code: 'not_found',
            request_id: expect.any(String),
          },
        });
      }
    } finally {
      agent.destroy();
      await worker.stop();
    }
  });

  it('reports that it is stopping, and closes connections after each response', async () => {
    const server = await start({ WORKER_MODE: 'off', SHUTDOWN_DELAY_MS: '2000' });
    const agent = new Agent({ keepAlive: true });
    try {
      const before = await ask(`${server.url}/health/ready`, agent);
      expect(before).toMatchObject({ status: 200, connection: 'keep-alive' });

      const stopped = server.stop();
      const after = await ask(`${server.url}/health/ready`, agent);
      expect(after).toMatchObject({
        status: 503,
        body: { code: 'shutting_down' },
        connection: 'close',
      });
      await stopped;
      await expect(ask(`${server.url}/health/live`, agent)).rejects.toThrow('ECONNREFUSED');
    } finally {
      agent.destroy();
    }
  });

  it('does not wait for a connection that was promised to stay open', async () => {
    const server = await start({ WORKER_MODE: 'off' });
    const agent = new Agent({ keepAlive: true });
    const sent = request(`${server.url}/users/login/`, {
      agent,
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': '2' },
    });
    try {
      sent.flushHeaders();
      sent.write('{');
      await ask(`${server.url}/health/live`, new Agent());
      const stopped = server.stop();
      sent.end('}');
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      expect(answer.statusCode).toBe(400);
      answer.resume();
      await stopped;
    } finally {
      agent.destroy();
    }
  });

  it('survives that the database terminates the connections that it is closing', async () => {
    const proxy = await startDatabaseProxy(database.url);
    const server = await start({ DATABASE_URL: proxy.url });
    try {
      proxy.terminateClosing();
      await server.stop();
    } finally {
      await proxy.stop();
    }
  });

  it('survives the same while it migrates and starts', async () => {
    const proxy = await startDatabaseProxy(database.url);
    proxy.terminateClosing();
    try {
      const server = await start({ DATABASE_URL: proxy.url, MIGRATE_ON_START: 'true' });
      await server.stop();
    } finally {
      await proxy.stop();
    }
  });
});
