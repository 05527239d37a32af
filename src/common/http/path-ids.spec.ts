import { describe, expect, it } from '@jest/globals';
import { notFound } from '../errors/api-error.js';
import { IntegerIdPipe, UuidPipe } from './path-ids.js';

const missing = () => notFound('router_not_found', 'Router not found or access denied');

describe('IntegerIdPipe', () => {
  it('reads an id', () => {
    expect(new IntegerIdPipe(missing).transform('42')).toBe(42);
  });

  it.each(['0', '-1', '2.5', '1e3', 'two', '', '2147483648', '\0', ' 2'])(
    'finds nothing under %j',
    (text) => {
      expect(() => new IntegerIdPipe(missing).transform(text)).toThrow(missing());
    },
  );

  it('has an answer of its own for rows without one', () => {
    expect(() => new IntegerIdPipe().transform('x')).toThrow(
      expect.objectContaining({ status: 404, code: 'not_found' }),
    );
  });
});

describe('UuidPipe', () => {
  const ID = '01a20aed-156a-72fd-ae2a-8de6f08bae8b';

  it('reads an id in whatever case', () => {
    expect(new UuidPipe(missing).transform(ID.toUpperCase())).toBe(ID);
  });

  it.each(['', '42', ID.slice(1), `${ID}0`, `{${ID}}`, '\0'])('finds nothing under %j', (text) => {
    expect(() => new UuidPipe(missing).transform(text)).toThrow(missing());
  });

  it('has an answer of its own for rows without one', () => {
    expect(() => new UuidPipe().transform('x')).toThrow(
      expect.objectContaining({ status: 404, code: 'not_found' }),
    );
  });
});
