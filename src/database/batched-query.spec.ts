import { describe, expect, it } from '@jest/globals';
import { batchedQuery, type Keys } from './batched-query.js';
import { type Sql } from './database.js';
import { asQuery, type Query, queryOf } from './statement.js';

const CROWD = 120;
const FAULT = new Error('the database is not reachable');

interface Key {
  readonly place: number;
  readonly of: number;
}

/** A database that returns `of` rows for each key, with the keys in reverse order. */
function aDatabase() {
  const statements: Key[][] = [];
  const state = { isDown: false, mayAnswer: Promise.resolve() };
  const sql: Sql = {
    query: async <Row>(asked: string | Query<Row>) => {
      const [list] = asQuery(asked).values;
      const keys = JSON.parse(String(list)) as Key[];
      statements.push(keys);
      const rows = keys
        .toReversed()
        .flatMap(({ place, of }) => Array.from({ length: of }, (_, row) => ({ place, of, row })));
      await state.mayAnswer;
      if (state.isDown) throw FAULT;
      return rows as Row[];
    },
  };
  const ask = batchedQuery<{ of: number; row: number }>(sql, (keys: Keys) =>
    queryOf(':keys', keys),
  );
  return { ask: (of: number) => ask({ of }), statements, state };
}

const inOrder = (of: number) =>
  Array.from({ length: of }, (_, row) => expect.objectContaining({ of, row }));

describe('a batched query', () => {
  it('runs one statement for all callers and gives each the rows of its own key in order', async () => {
    const { ask, statements } = aDatabase();
    const answers = await Promise.all([3, 0, 1, 2].map(ask));
    expect(answers).toEqual([3, 0, 1, 2].map(inOrder));
    expect(statements).toHaveLength(1);
  });

  it('sends a key that several callers ask for only once', async () => {
    const { ask, statements } = aDatabase();
    const answers = await Promise.all([2, 2, 2].map(ask));
    expect(answers).toEqual([2, 2, 2].map(inOrder));
    expect(statements).toEqual([[{ place: 0, of: 2 }]]);
  });

  it('runs a new statement for a caller that comes after the first was sent', async () => {
    const { ask, statements, state } = aDatabase();
    let answer = (): void => undefined;
    state.mayAnswer = new Promise((resolve) => (answer = resolve));
    const first = ask(2);
    await new Promise(setImmediate);
    expect(statements).toHaveLength(1);
    const second = ask(2);
    answer();
    await Promise.all([first, second]);
    expect(statements).toHaveLength(2);
  });

  it('splits a batch that is too large for one statement', async () => {
    const { ask, statements } = aDatabase();
    const numbers = Array.from({ length: CROWD }, (_, number) => number);
    expect(await Promise.all(numbers.map(ask))).toEqual(numbers.map(inOrder));
    expect(statements.map(({ length }) => length)).toEqual([50, 50, 20]);
  });

  it('fails for every caller of the batch, but not for the next one', async () => {
    const { ask, state } = aDatabase();
    state.isDown = true;
    const failed = await Promise.allSettled([1, 2].map(ask));
    expect(failed).toEqual([1, 2].map(() => ({ status: 'rejected', reason: FAULT })));
    state.isDown = false;
    expect(await ask(1)).toEqual(inOrder(1));
  });
});
