import { describe, expect, it } from '@jest/globals';
import { type Step } from '../transcript.js';
import { pgbenchScript } from './pgbench.js';

const step = (text: string, values: Step['values'] = [], fills: Step['fills'] = {}): Step => ({
  ...{ text, values, fills, isPipelined: false },
});
const linesOf = (steps: readonly Step[], items: readonly string[] = []): string[] =>
  pgbenchScript(steps, items).trim().split('\n');

describe('a script for pgbench', () => {
  it('keeps constant values, and escapes their colons and quotes', () => {
    expect(linesOf([step('SELECT $1, $2, $3 -- why', ["it's", '12:30', null])])).toEqual([
      `SELECT E'it''s', E'12\\x3a30', NULL;`,
    ]);
  });

  it('makes up what differs, once for all statements', () => {
    const [prologue, ...body] = linesOf([
      step('INSERT $1, $2', ['{id}-1', '{phone}']),
      step('UPDATE $1', ['{id}-1']),
    ]);
    expect(prologue).toContain(`E'' || id || E'-1' AS v1, E'' || '0' || subscriber || E'' AS v2`);
    expect(body).toEqual(['INSERT :v1, :v2;', 'UPDATE :v1;']);
  });

  it('distinguishes the tenth value from the first', () => {
    const values = Array.from({ length: 10 }, (_, index) => String(index + 1));
    expect(linesOf([step('SELECT $10, $1', values)])).toEqual([`SELECT E'10', E'1';`]);
  });

  it('takes ids from the statement that makes them', () => {
    const made = step('INSERT INTO webhook_events RETURNING id', [], { event: 'id' });
    expect(linesOf([made, step('UPDATE $1', ['{event}'])])).toEqual([
      '\\set event_id 0',
      'INSERT INTO webhook_events RETURNING id \\aset event_',
      'UPDATE :event_id;',
    ]);
  });

  it('picks among the prepared payments', () => {
    const [prologue] = linesOf([step('SELECT $1', ['{item}'])], ['a', 'b']);
    expect(prologue).toContain(`(ARRAY['a','b'])[1 + floor(random() * 2)::integer] AS item`);
  });
});
