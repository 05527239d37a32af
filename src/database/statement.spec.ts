import { describe, expect, it } from '@jest/globals';
import { prepared, queryOf, statement, withoutName } from './statement.js';

describe('a statement with named parameters', () => {
  it('sends a number for each name, and the values in that order', () => {
    const find = statement<unknown, { userId: number; id: string }>(
      'spec_find',
      'SELECT :id, :userId WHERE id = :id AND user_id = :userId',
    );
    expect(find({ userId: 7, id: 'x' })).toEqual({
      text: 'SELECT $1, $2 WHERE id = $1 AND user_id = $2',
      values: ['x', 7],
    });
  });

  it('leaves casts, arguments by name and slices as they are', () => {
    const text = `SELECT f(run_at := now()), '{}'::jsonb, a[1:n]`;
    expect(queryOf(text, { jsonb: 1, n: 2 })).toEqual({ text, values: [] });
    expect(queryOf('SELECT f(run_at := :at::timestamptz)', { at: 'now' })).toEqual({
      text: 'SELECT f(run_at := $1::timestamptz)',
      values: ['now'],
    });
  });

  it('has a name on the connection only when it is prepared', () => {
    expect(prepared<unknown, object>('spec_prepared', 'SELECT')({})).toHaveProperty(
      'name',
      'spec_prepared',
    );
    expect(statement<unknown, object>('spec_plain', 'SELECT')({})).not.toHaveProperty('name');
  });

  it('is another one where nothing can be prepared, if one is declared for that', () => {
    const other = statement<unknown, { id: string }>('spec_other', 'SELECT :id, 2');
    const both = prepared<unknown, { id: string }>('spec_both', 'SELECT :id, 1', other);
    expect(both({ id: 'x' })).toMatchObject({ name: 'spec_both', text: 'SELECT $1, 1' });
    expect(withoutName(both({ id: 'x' }))).toEqual({ text: 'SELECT $1, 2', values: ['x'] });
    const alone = prepared<unknown, { id: string }>('spec_alone', 'SELECT :id');
    expect(withoutName(alone({ id: 'x' }))).toEqual({ text: 'SELECT $1', values: ['x'] });
  });

  it('refuses a name that another statement has', () => {
    const declare = () => statement<unknown, object>('spec_twice', 'SELECT');
    declare();
    expect(declare).toThrow('Two statements are named spec_twice');
  });
});
