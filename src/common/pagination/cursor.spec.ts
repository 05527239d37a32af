import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isUuid } from '../ids/uuid.js';
import { decodeCursor, type Direction, encodeCursor } from './cursor.js';

const AT = '2026-01-02T03:04:05.123456Z';
const ID = '0197a2f4-5c1e-7d3a-9b6f-2f1a0c9d8e7b';

const encoded = (...parts: string[]): string => Buffer.from(parts.join('|')).toString('base64url');

describe('a cursor', () => {
  it('is read back as it was written', () => {
    const moment = fc.date({
      min: new Date('1970-01-01'),
      max: new Date('9999-12-30'),
      noInvalidDate: true,
    });
    const at = fc
      .tuple(moment, fc.nat({ max: 999 }), fc.constantFrom('Z', '+00', '+03:00', '-0330'))
      .map(([date, micros, offset]) =>
        date.toISOString().replace('Z', String(micros).padStart(3, '0') + offset),
      );
    const id = fc.oneof(fc.uuid(), fc.integer({ min: 1, max: 2_147_483_647 }).map(String));
    const direction = fc.constantFrom<Direction>('next', 'previous');
    fc.assert(
      fc.property(at, id, direction, (...[position, row, way]) => {
        const text = encodeCursor({ at: position, id: row }, way);
        expect(text).toMatch(/^[\w-]+$/);
        expect(decodeCursor(text)).toEqual({ at: position, id: row, direction: way });
      }),
    );
  });

  it.each([
    '2026-01-02 03:04:05.123456+00',
    '2026-01-02 03:04:05+00',
    '2026-01-02 06:04:05.1+03',
    '2026-01-02T03:04:05.123Z',
    '2024-02-29T23:59:59.999999+05:30',
  ])('keeps the timestamp %s to the letter', (at) => {
    expect(decodeCursor(encodeCursor({ at, id: ID }, 'next'))?.at).toBe(at);
  });

  it('may be held to the kind of id that its list has', () => {
    const byNumber = encodeCursor({ at: AT, id: '7' }, 'next');
    expect(decodeCursor(byNumber)?.id).toBe('7');
    expect(decodeCursor(byNumber, isUuid)).toBeNull();
    expect(decodeCursor(encodeCursor({ at: AT, id: ID }, 'next'), isUuid)?.id).toBe(ID);
  });
});

describe('encodeCursor', () => {
  it.each([
    ['a timestamp without offset', '2026-01-02 03:04:05.123456', ID],
    ['a printed Date', String(new Date(0)), ID],
    ['an id that is neither UUID nor integer', AT, 'abc'],
  ])('refuses %s, which it could not read back', (_what, at, id) => {
    expect(() => encodeCursor({ at, id }, 'next')).toThrow(RangeError);
  });
});

describe('decodeCursor', () => {
  const good = encoded('next', AT, ID);

  it('takes the cursor that the refused ones are made from', () => {
    expect(decodeCursor(good)).toEqual({ at: AT, id: ID, direction: 'next' });
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['undefined', undefined],
    ['a number', 5],
    ['a list', [good]],
    ['an object', { cursor: good }],
    ['plain text', `next|${AT}|${ID}`],
    ['a cursor cut off', good.slice(0, -1)],
    ['a cursor with padding', `${encoded('next', AT, '12')}=`],
    ['a cursor with a space', ` ${good}`],
    ['a cursor with a character of no alphabet', `${good.slice(0, 4)}*${good.slice(4)}`],
    ['another direction', encoded('up', AT, ID)],
    ['no direction', encoded(AT, ID)],
    ['a part too many', encoded('next', AT, ID, 'x')],
    ['an id with SQL in it', encoded('next', AT, "1' OR '1'='1")],
    ['an integer id beyond the database', encoded('next', AT, '2147483648')],
    ['an integer id with a leading zero', encoded('next', AT, '07')],
    ['no id', encoded('next', AT, '')],
    ['no timestamp', encoded('next', '', ID)],
    ['the word infinity', encoded('next', 'infinity', ID)],
    ['30 February', encoded('next', '2026-02-30T03:04:05Z', ID)],
    ['month 13', encoded('next', '2026-13-01T03:04:05Z', ID)],
    ['month 0', encoded('next', '2026-00-01T03:04:05Z', ID)],
    ['hour 24', encoded('next', '2026-01-02T24:00:00Z', ID)],
    ['second 60', encoded('next', '2026-01-02T03:04:60Z', ID)],
    ['year 0', encoded('next', '0000-01-02T03:04:05Z', ID)],
    ['an offset of a day', encoded('next', '2026-01-02T03:04:05+24:00', ID)],
    ['nanoseconds', encoded('next', '2026-01-02T03:04:05.123456789Z', ID)],
    ['a timestamp without offset', encoded('next', '2026-01-02T03:04:05', ID)],
    ['a very long text', good.repeat(10_000)],
  ])('gives null for %s', (_what, text) => {
    expect(decodeCursor(text)).toBeNull();
  });

  it('throws on nothing, and takes only its own spelling', () => {
    const mutated = fc
      .tuple(fc.nat({ max: good.length - 1 }), fc.string({ maxLength: 2 }))
      .map(([index, text]) => good.slice(0, index) + text + good.slice(index + 1));
    const candidate = fc.oneof(fc.anything(), fc.base64String(), mutated);
    fc.assert(
      fc.property(candidate, (text) => {
        const cursor = decodeCursor(text);
        if (cursor !== null) expect(encodeCursor(cursor, cursor.direction)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});
