import { describe, expect, it } from '@jest/globals';
import { askedTogether } from './asked-together.js';
import { type Sql } from './database.js';
import { prepared } from './prepared.js';

const STATEMENT = prepared('numbers', 'SELECT');
const CROWD = 120;
const FAULT = new Error('the database is away');

interface Asked {
  readonly place: number;
  readonly of: number;
}

/** A database that knows of each number as many rows as it says, in no order of the numbers. */
function aDatabase() {
  const statements: Asked[][] = [];
  const state = { isAway: false, mayAnswer: Promise.resolve() };
  const sql: Sql = {
    query: async <Row>(_statement: unknown, [asked]: readonly unknown[] = []) => {
      const keys = JSON.parse(String(asked)) as Asked[];
      statements.push(keys);
      const rows = keys
        .toReversed()
        .flatMap(({ place, of }) => Array.from({ length: of }, (_, row) => ({ place, of, row })));
      await state.mayAnswer;
      if (state.isAway) throw FAULT;
      return rows as Row[];
    },
  };
  const ask = askedTogether<{ of: number; row: number }>(sql, STATEMENT);
  return { ask: (of: number) => ask({ of }), statements, state };
}

const inOrder = (of: number) =>
  Array.from({ length: of }, (_, row) => expect.objectContaining({ of, row }));

describe('what is asked together', () => {
  it('is asked in one statement, and everybody gets the rows of their own key in order', async () => {
    const { ask, statements } = aDatabase();
    const answers = await Promise.all([3, 0, 1, 2].map(ask));
    expect(answers).toEqual([3, 0, 1, 2].map(inOrder));
    expect(statements).toHaveLength(1);
  });

  it('is asked once however many want to know the same', async () => {
    const { ask, statements } = aDatabase();
    const answers = await Promise.all([2, 2, 2].map(ask));
    expect(answers).toEqual([2, 2, 2].map(inOrder));
    expect(statements).toEqual([[{ place: 0, of: 2 }]]);
  });

  it('is asked anew by whoever comes after the statement was sent', async () => {
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

  it('is split when too many ask', async () => {
    const { ask, statements } = aDatabase();
    const numbers = Array.from({ length: CROWD }, (_, number) => number);
    expect(await Promise.all(numbers.map(ask))).toEqual(numbers.map(inOrder));
    expect(statements.map(({ length }) => length)).toEqual([50, 50, 20]);
  });

  it('fails for all who asked, and not for who asks next', async () => {
    const { ask, state } = aDatabase();
    state.isAway = true;
    const failed = await Promise.allSettled([1, 2].map(ask));
    expect(failed).toEqual([1, 2].map(() => ({ status: 'rejected', reason: FAULT })));
    state.isAway = false;
    expect(await ask(1)).toEqual(inOrder(1));
  });
});
