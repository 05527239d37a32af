import { type TestApp } from './app.js';
import { type Operator } from './shop.js';

/** Starts a login besides the one whose token the operator uses. Returns its id. */
export async function anotherLogin(
  app: TestApp,
  { userId, username, password }: Operator,
): Promise<string> {
  await app.post('/users/login/', { username, password }).expect(200);
  const [newest] = await app.database.query<{ id: string }>(
    `SELECT id FROM sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1`,
    [userId],
  );
  return newest?.id ?? '';
}

/** The ids of an operator's logins and of the rows of the security log, as the API shows them. */
export async function loginsAndEventsOf(
  app: TestApp,
  { userId }: Pick<Operator, 'userId'>,
): Promise<unknown[]> {
  const rows = await app.database.query<{ id: string }>(
    `SELECT id::text FROM sessions WHERE user_id = $1
      UNION ALL SELECT id::text FROM security_events WHERE user_id = $1`,
    [userId],
  );
  return rows.flatMap(({ id }) => [id, Number(id)]);
}
