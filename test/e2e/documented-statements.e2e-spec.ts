import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { commandsOf, runCommands } from '../support/documented-commands.js';
import { EventFollower } from '../support/events.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { aShop } from '../support/shop.js';
import { until } from '../support/until.js';
import { aPromptOut } from '../support/webhooks.js';

const OPERATIONS = new URL('../../docs/operations.md', import.meta.url);

describe('the statements that docs/operations.md gives to psql', () => {
  let database: TestDatabase;
  let app: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startTestApp({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await app.stop();
    await database.drop();
  });

  it('make all cursors of events expire, so that programs read their lists again', async () => {
    const blocks = await commandsOf(OPERATIONS, 'psql');
    expect(blocks.map(({ commands }) => commands.trim())).toEqual([
      expect.stringContaining('event_epochs'),
    ]);
    const shop = await aShop(app);
    const follower = await EventFollower.from(app, shop);
    await aPromptOut(app, shop);
    await follower.next(1);
    await runCommands(blocks, {}, { DATABASE_URL: database.url });
    // Requests share for a moment what one of them has read.
    const { status, body } = await until(
      'the cursor is refused',
      () => app.get(`/events/?after=${follower.cursor}`, shop.token),
      (answer) => answer.status !== 200,
    );
    expect({ status, body }).toMatchObject({ status: 410, body: { code: 'cursor_expired' } });

    const again = await EventFollower.from(app, shop);
    const sold = await aPromptOut(app, shop);
    const [created] = await again.next(1);
    expect(created?.data.payment?.id).toBe(sold.id);
  });
});
