import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request, { type Response, type Test } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { newId } from '../../src/common/ids/uuid.js';
import { type Headers, startTestApp, type TestApp } from '../support/app.js';
import { isReplayOf, replayIn } from '../support/idempotency.js';
import { addRouter } from '../support/router-rows.js';
import { anOperator, aPackage, aRouter, type Operator } from '../support/shop.js';

const LIST_RULE = 'router_ids must be a list of 1 to 50 integer ids';

interface Sold {
  readonly id: number;
  readonly name: string;
  readonly router: number;
}

describe('a package', () => {
  let app: TestApp;
  let operator: Operator;
  let home: number;
  let original: number;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    operator = await anOperator(app);
    home = await aRouter(app, operator);
    original = await aPackage(app, operator, home, {
      name: 'Evening',
      package_type: 'hourly',
      duration_hours: 6,
      price: '35.00',
      device_limit: 3,
      data_cap_mb: 2000,
      description: 'From six to midnight',
      is_active: false,
    });
  });

  const router = async (name: string, as = operator): Promise<number> =>
    Number((await addRouter(app, as, { name })).body.id);
  const copy = (routerIds: unknown, headers: Headers = {}, id = original): Test =>
    app.post(
      `/routers/packages/${id}/copy/`,
      { router_ids: routerIds },
      { ...operator.token, ...headers },
    );
  const all = async (): Promise<readonly Sold[]> => {
    const { body } = await app.get('/routers/packages/?limit=200', operator.token).expect(200);
    return body.results as Sold[];
  };
  const copiesIn = ({ body }: Response): readonly Sold[] => body.packages as Sold[];

  it('is copied to each router with everything that it has, in the order that was asked', async () => {
    const [annex, stage] = [await router('Annex'), await router('Bus stage')];
    const { body: before } = await app.get(`/routers/packages/${original}/`, operator.token);
    const answer = await copy([stage, annex]).expect(201);
    const own = {
      id: expect.any(Number),
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    };
    expect(answer.body).toEqual({
      packages: [
        { ...before, ...own, router: stage, router_name: 'Bus stage' },
        { ...before, ...own, router: annex, router_name: 'Annex' },
      ],
    });
    const copies = copiesIn(answer);
    expect(new Set([original, ...copies.map(({ id }) => id)]).size).toBe(3);
    for (const sold of copies) {
      const shown = await app.get(`/routers/packages/${sold.id}/`, operator.token).expect(200);
      expect(shown.body).toEqual(sold);
    }
    const still = await app.get(`/routers/packages/${original}/`, operator.token).expect(200);
    expect(still.body).toEqual(before);
  });

  it('and its copy are changed one without the other', async () => {
    const annex = await router('Annex');
    const [made] = copiesIn(await copy([annex]).expect(201));
    await request(app.url)
      .patch(`/routers/packages/${original}/`)
      .set(operator.token)
      .send({ price: '40.00' })
      .expect(200);
    const { body } = await app.get(`/routers/packages/${String(made?.id)}/`, operator.token);
    expect(body).toMatchObject({ price: '35.00' });
  });

  it('is copied by a form that names each router, or one', async () => {
    const [annex, stage, stall] = [await router('A'), await router('B'), await router('C')];
    const form = (fields: string): Test =>
      request(app.url)
        .post(`/routers/packages/${original}/copy/`)
        .set(operator.token)
        .type('form')
        .send(fields);
    const two = await form(`router_ids=${annex}&router_ids=${stage}`).expect(201);
    expect(copiesIn(two).map((sold) => sold.router)).toEqual([annex, stage]);
    const one = await form(`router_ids=${stall}`).expect(201);
    expect(copiesIn(one).map((sold) => sold.router)).toEqual([stall]);
  });

  it('is copied once to a router that is named twice', async () => {
    const annex = await router('Annex');
    const answer = await copy([annex, String(annex)]).expect(201);
    expect(copiesIn(answer)).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['no router', []],
    ['a word', 'annex'],
    ['a word in the list', [1, 'annex']],
    ['a list in the list', [[1]]],
    ['an object', { 0: 1 }],
    ['an id that is none', [0]],
    ['an id that the database cannot have', [2_147_483_648]],
    ['51 routers', Array.from({ length: 51 }, (_, index) => index + 1)],
  ])('is not copied to %s', async (_what, routerIds) => {
    const { body } = await copy(routerIds).expect(400);
    const complaint = routerIds === undefined ? 'router_ids is required' : LIST_RULE;
    expect(body).toMatchObject({
      code: 'validation_failed',
      fields: { router_ids: [complaint] },
    });
  });

  it('is copied to fifty routers', async () => {
    const rows = await app.database.query<{ id: number }>(
      `INSERT INTO routers (user_id, name, host, username, password_sealed)
       SELECT $1, 'Stall ' || n, '10.0.0.1', 'api', '' FROM generate_series(1, 50) n RETURNING id`,
      [operator.userId],
    );
    const answer = await copy(rows.map(({ id }) => id)).expect(201);
    expect(copiesIn(answer)).toHaveLength(50);
  });

  it("is copied to no router when one of them is another operator's, nobody's or archived", async () => {
    const stranger = await anOperator(app);
    const annex = await router('Annex');
    const archived = await router('Archived');
    await app.database.query('UPDATE routers SET archived_at = now() WHERE id = $1', [archived]);
    for (const missing of [await router('Theirs', stranger), 2_147_483_647, archived]) {
      const { body } = await copy([annex, missing]).expect(404);
      expect(body).toMatchObject({
        error: 'Router not found or access denied',
        code: 'router_not_found',
      });
    }
    expect(await all()).toHaveLength(1);
  });

  it('is not copied by another operator, nor by a portal, nor when it was deleted', async () => {
    const annex = await router('Annex');
    const stranger = await anOperator(app);
    const theirs = await router('Theirs', stranger);
    await copy([theirs], stranger.token).expect(404);
    const path = `/routers/packages/${original}/copy/`;
    await app.post(path, { router_ids: [annex] }, operator.portal).expect(401);
    await request(app.url).delete(`/routers/packages/${original}/`).set(operator.token).expect(204);
    const { body } = await copy([annex]).expect(404);
    expect(body).toMatchObject({ code: 'package_not_found' });
    expect(await all()).toEqual([]);
  });

  it('is copied to no router when some have one of its name, and they are named', async () => {
    const [annex, stage, stall] = [
      await router('Annex'),
      await router('Bus stage'),
      await router('Stall'),
    ];
    for (const taken of [stage, stall]) await aPackage(app, operator, taken, { name: 'Evening' });
    const { body } = await copy([annex, stall, stage]).expect(400);
    const sentence = 'A package of this name is already at: Stall, Bus stage. Nothing was copied.';
    expect(body).toMatchObject({
      error: sentence,
      code: 'validation_failed',
      fields: { router_ids: [sentence] },
    });
    await copy([home]).expect(400);
    expect((await all()).map((sold) => sold.router)).not.toContain(annex);
  });

  it('is copied to a router that had one of its name', async () => {
    const annex = await router('Annex');
    const former = await aPackage(app, operator, annex, { name: 'Evening' });
    await app.database.query('UPDATE packages SET archived_at = now() WHERE id = $1', [former]);
    await copy([annex]).expect(201);
  });

  it('that could not be added as it is, is not copied', async () => {
    const annex = await router('Annex');
    await app.database.query('UPDATE packages SET price_minor = 25050 WHERE id = $1', [original]);
    const { body } = await copy([annex]).expect(400);
    expect(body).toMatchObject({
      code: 'validation_failed',
      fields: { price: ['price must be in whole shillings: M-Pesa takes no cents'] },
    });
  });

  it('is copied once by requests at the same time', async () => {
    const routers = [await router('Annex'), await router('Bus stage')];
    const answers = await Promise.all(
      [routers, routers.toReversed(), routers].map(async (routerIds) => copy(routerIds)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400, 400]);
    expect(await all()).toHaveLength(3);
  });

  it('is copied once under an Idempotency-Key, whose answer is stored with the copies', async () => {
    const routers = [await router('Annex'), await router('Bus stage')];
    const key = { 'Idempotency-Key': newId() };
    const first = await copy(routers, key).expect(201);
    expect(replayIn(await copy(routers, key))).toEqual(isReplayOf(first));
    expect(await all()).toHaveLength(3);
    const { body } = await copy([...routers, await router('Stall')], key).expect(422);
    expect(body).toMatchObject({ code: 'idempotency_key_reused' });
    const commits = await app.database.query<{ isOne: boolean }>(
      `SELECT p.xmin = i.xmin AS "isOne" FROM packages p
         JOIN idempotency_keys i ON i.user_id = p.user_id
        WHERE p.user_id = $1 AND p.id <> $2`,
      [operator.userId, original],
    );
    expect(commits).toEqual([{ isOne: true }, { isOne: true }]);
  });

  it('is copied under the same Idempotency-Key once the name is free', async () => {
    const annex = await router('Annex');
    const taken = await aPackage(app, operator, annex, { name: 'Evening' });
    const key = { 'Idempotency-Key': `copy-${randomHex(8)}` };
    await copy([annex], key).expect(400);
    await request(app.url).delete(`/routers/packages/${taken}/`).set(operator.token).expect(204);
    await copy([annex], key).expect(201);
  });
});
