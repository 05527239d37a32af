import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type FakeSmtp, SMTP_PASSWORD, SMTP_USER, startFakeSmtp } from '../support/fake-smtp.js';
import { runPlannedJobs } from '../support/jobs.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { anOperator, type Operator } from '../support/shop.js';
import { securityEvents } from '../support/webhooks.js';

const PATH = '/users/forgot-password/';
const ANSWER = {
  message:
    'If there is such an account, a mail with a link to set a new password is on its way to its ' +
    'e-mail address.',
};

describe('a password that was forgotten', () => {
  let database: TestDatabase;
  let smtp: FakeSmtp;
  let app: TestApp;

  const withMail = (settings: Readonly<Record<string, string>> = {}): Promise<TestApp> =>
    startTestApp({
      databaseUrl: database.url,
      settings: {
        SMTP_URL: smtp.url,
        MAIL_FROM: 'Lipafi <wifi@example.com>',
        PUBLIC_URL: 'https://pay.example.com',
        ...settings,
      },
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    smtp = await startFakeSmtp();
    app = await withMail();
  });
  afterAll(async () => {
    await app.stop();
    await smtp.stop();
    await database.drop();
  });

  const addressOf = ({ username }: Operator): string => `${username}@example.com`;
  const change = (operator: Operator, set: string): Promise<unknown> =>
    app.database.query(`UPDATE users SET ${set} WHERE id = $1`, [operator.userId]);
  const forget = async (body: object): Promise<Response> => app.post(PATH, body);
  const tokenIn = (content = ''): string =>
    /https:[/][/]pay[.]example[.]com[/]reset-password[/]#token=([\w-]{43})/.exec(content)?.[1] ??
    '';

  /** The mails that `work` has led to, once all jobs are done. */
  async function mailsOf(work: () => Promise<unknown>): Promise<FakeSmtp['mails']> {
    const before = smtp.mails.length;
    await work();
    await app.idle();
    return smtp.mails.slice(before);
  }

  it('is set with the link in a mail, which is sent to the address of the account only', async () => {
    const operator = await anOperator(app);
    const mails = await mailsOf(async () => {
      const { status, body } = await forget({ username: ` ${operator.username.toUpperCase()} ` });
      expect({ status, body }).toEqual({ status: 200, body: ANSWER });
    });
    expect(mails).toMatchObject([{ from: 'wifi@example.com', to: [addressOf(operator)] }]);
    const content = mails[0]?.content ?? '';
    expect(content).toContain('From: Lipafi <wifi@example.com>');
    expect(content).toContain(operator.username);
    expect(smtp.logins).toContain(`${SMTP_USER}:${SMTP_PASSWORD}`);

    const token = tokenIn(content);
    const new_password = 'embe tano za kijani';
    await app.post('/users/reset-password/', { token, new_password }).expect(200);
    await app.get('/users/profile/', operator.token).expect(401);
    const { username } = operator;
    await app.post('/users/login/', { username, password: new_password }).expect(200);
    await app.post('/users/reset-password/', { token, new_password }).expect(401);
    for (const secret of [token, SMTP_PASSWORD, encodeURIComponent(SMTP_PASSWORD)]) {
      expect(app.logs.join()).not.toContain(secret);
    }
  });

  it('is answered alike, with a job each, whether or not there is such an account', async () => {
    const operator = await anOperator(app);
    const keys = async (): Promise<number> =>
      (await app.database.query(`SELECT FROM graphile_worker.jobs WHERE queue_name = 'mail'`))
        .length;
    const mails = await mailsOf(async () => {
      for (const [count, username] of [operator.username, 'nobody-at-all', 'no@where'].entries()) {
        const { status, body } = await forget({ username });
        expect({ status, body }).toEqual({ status: 200, body: ANSWER });
        expect(await keys()).toBe(count + 1);
      }
      const jobs = await app.database.query<{ job: string }>(
        `SELECT (p.payload::jsonb - 'origin')::text || p.key AS job
           FROM graphile_worker._private_jobs p JOIN graphile_worker.jobs j USING (id)
          WHERE j.queue_name = 'mail'`,
      );
      // People type passwords into name fields.
      expect(JSON.stringify(jobs)).not.toContain('nobody');
    });
    expect(mails).toHaveLength(1);
  });

  it('is found by e-mail address, for each account that has it', async () => {
    const operators = [await anOperator(app), await anOperator(app)] as const;
    const address = `shared-${randomHex(6)}@example.com`;
    for (const operator of operators) await change(operator, `email = '${address}'`);
    const mails = await mailsOf(() => forget({ email: address.toUpperCase() }));
    expect(mails.map(({ to }) => to)).toEqual([[address], [address]]);
    const named = operators.filter(({ username }) =>
      mails.some(({ content }) => content.includes(username)),
    );
    expect(named).toHaveLength(2);
  });

  it('sends no mail to a disabled operator, nor to an invalid address', async () => {
    const [disabled, without, several] = [
      await anOperator(app),
      await anOperator(app),
      await anOperator(app),
    ];
    await change(disabled, 'is_active = false');
    await change(without, `email = ''`);
    await change(several, `email = 'a@example.com, b@example.com'`);
    const before = securityEvents(app).length;
    const mails = await mailsOf(async () => {
      for (const { username } of [disabled, without, several]) {
        expect((await forget({ username })).body).toEqual(ANSWER);
      }
    });
    expect(mails).toEqual([]);
    const events = securityEvents(app)
      .slice(before)
      .toSorted((one, other) => Number(one['userId']) - Number(other['userId']));
    expect(events).toMatchObject([
      { event: 'password_reset_refused', userId: disabled.userId, reason: 'disabled' },
      { event: 'password_reset_refused', userId: without.userId, reason: 'no_address' },
      { event: 'password_reset_refused', userId: several.userId, reason: 'no_address' },
    ]);
  });

  it('is mailed again when the mail server did not take it, with no token left over', async () => {
    const operator = await anOperator(app);
    const tokens = async (): Promise<number> =>
      (
        await app.database.query('SELECT FROM password_resets WHERE user_id = $1', [
          operator.userId,
        ])
      ).length;
    smtp.refuseNext('451 try again later');
    expect(await mailsOf(() => forget({ username: operator.username }))).toEqual([]);
    expect(await tokens()).toBe(0);
    expect(await mailsOf(() => runPlannedJobs(app))).toMatchObject([{ to: [addressOf(operator)] }]);
    expect(await tokens()).toBe(1);
    expect(securityEvents(app).at(-1)).toMatchObject({
      level: 'info',
      event: 'password_reset_mailed',
      userId: operator.userId,
    });
  });

  it.each([[{}], [{ username: '' }], [{ username: 5 }], [{ email: ['a@example.com'] }]])(
    'is not asked for with %j',
    async (body) => {
      const answer = await forget(body);
      expect(answer.status).toBe(400);
      expect(Object.keys(answer.body.fields)).toEqual(['username']);
    },
  );

  it('is asked for so often for one name, known or not, and so often from one address', async () => {
    const strict = await withMail({ RATE_LIMIT_SCALE: '0.4', TRUST_PROXY: '1' });
    const { username } = await anOperator(app);
    const ask = async (name: string, address: string): Promise<number> =>
      (await strict.post(PATH, { username: name }, { 'X-Forwarded-For': address })).status;
    try {
      for (const name of [username, 'nobody-at-all']) {
        expect(await ask(name, '192.0.2.1')).toBe(200);
        expect(await ask(name.toUpperCase(), '192.0.2.2')).toBe(200);
        expect(await ask(name, '192.0.2.3')).toBe(429);
      }
      for (let count = 0; count < 8; count += 1) {
        expect(await ask(randomHex(6), '192.0.2.9')).toBe(200);
      }
      expect(await ask(randomHex(6), '192.0.2.9')).toBe(429);
    } finally {
      await strict.stop();
    }
  });

  it('has no mail without a mail server, which is said before anything is counted', async () => {
    const silent = await startTestApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    try {
      for (const body of [{ username: 'nobody' }, {}]) {
        const answer = await silent.post(PATH, body).expect(404);
        expect(answer.body).toMatchObject({
          code: 'password_mail_unavailable',
          error: expect.stringContaining('npm run users:reset-password'),
        });
      }
      expect(await silent.database.query('SELECT FROM rate_limits')).toEqual([]);
    } finally {
      await silent.stop();
    }
  });
});
