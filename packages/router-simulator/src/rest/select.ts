import { badRequest } from './refused.js';
import { type Row } from './row.js';

/** What a request wants to see of a menu. */
export interface Selection {
  /** Properties that must have these values. */
  readonly conditions: Row;
  /** The properties of the answer; without it, all. */
  readonly proplist?: readonly string[];
  /** Words of a query, as the API of RouterOS has them. */
  readonly query?: readonly string[];
}

/** The rows that fit, with the properties that were asked for. @throws Refused */
export function select(rows: readonly Row[], selection: Selection): readonly Row[] {
  const { conditions, proplist, query = [] } = selection;
  const found = rows.filter(
    (row) =>
      Object.entries(conditions).every(([name, value]) => row[name] === value) && fits(row, query),
  );
  if (!proplist) return found;
  return found.map((row) => Object.fromEntries(proplist.flatMap((name) => field(row, name))));
}

const field = (row: Row, name: string): [string, string][] =>
  row[name] === undefined ? [] : [[name, row[name]]];

/**
 * Whether a row fits a query: each word puts an answer onto a stack, and the operations `#!`, `#|` and
 * `#&` combine those on top. All that are left must be true.
 */
function fits(row: Row, query: readonly string[]): boolean {
  const stack: boolean[] = [];
  for (const word of query) {
    if (word.startsWith('#'))
      for (const sign of word.slice(1).split('')) stack.push(combined(stack, sign));
    else stack.push(answerOf(row, word));
  }
  return stack.every(Boolean);
}

function combined(stack: boolean[], sign: string): boolean {
  const last = stack.pop() ?? true;
  if (sign === '!') return !last;
  const before = stack.pop() ?? true;
  if (sign === '|') return before || last;
  if (sign === '&') return before && last;
  throw badRequest('bad query');
}

/** `name=x`, `<name=x`, `>name=x`; `name` when the row has the property, `-name` when it has not. */
function answerOf(row: Row, word: string): boolean {
  const [, sign = '', name = '', , value] = /^([<>-]?)=?([^=]+)(=(.*))?$/.exec(word) ?? [];
  const actual = row[name];
  if (value === undefined) return (actual === undefined) === (sign === '-');
  if (actual === undefined) return false;
  if (sign === '') return actual === value;
  return sign === '<' ? Number(actual) < Number(value) : Number(actual) > Number(value);
}
