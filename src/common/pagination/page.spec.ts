import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, type Position } from './cursor.js';
import { type Page, pageFrom, type PageRequest, parseLimit } from './page.js';

const FIRST_PAGE = 'first';
const positionOf = (row: Position): Position => row;
const linkTo = (cursor: string | null): string => cursor ?? FIRST_PAGE;

/** Rows within a minute, several of which share a timestamp, so that the id decides the order. */
const row = (microsecond: number, id: number): Position => ({
  at: `2026-01-02T03:04:05.${String(microsecond).padStart(6, '0')}Z`,
  id: String(id),
});

function newestFirst(left: Position, right: Position): number {
  if (left.at !== right.at) return left.at < right.at ? 1 : -1;
  return Number(right.id) - Number(left.id);
}

/** Reads like the database: rows strictly beyond the cursor, nearest first, one more than asked. */
function read(table: readonly Position[], { limit, cursor }: PageRequest): Position[] {
  const sorted = [...table].sort(newestFirst);
  if (cursor === null) return sorted.slice(0, limit + 1);
  return cursor.direction === 'next'
    ? sorted.filter((one) => newestFirst(one, cursor) > 0).slice(0, limit + 1)
    : sorted
        .reverse()
        .filter((one) => newestFirst(one, cursor) < 0)
        .slice(0, limit + 1);
}

function pageAt(table: readonly Position[], limit: number, link: string): Page<Position> {
  const cursor = link === FIRST_PAGE ? null : decodeCursor(link);
  return pageFrom(read(table, { limit, cursor }), { limit, cursor }, positionOf, linkTo);
}

const ids = (rows: readonly Position[]): string[] => rows.map(({ id }) => id);

describe('parseLimit', () => {
  it.each([
    [undefined, 50],
    ['', 50],
    ['1', 1],
    ['10', 10],
    ['200', 200],
    ['201', 200],
    ['9'.repeat(400), 200],
    [10, 10],
    [1000, 200],
  ])('reads %p as %i', (value: unknown, limit) => {
    expect(parseLimit(value)).toBe(limit);
  });

  it.each([
    ['0'],
    ['-1'],
    ['1.5'],
    ['ten'],
    ['10 '],
    ['1e2'],
    ['0x10'],
    ['+5'],
    [0],
    [-1],
    [1.5],
    [NaN],
    [Infinity],
    [null],
    [true],
    [['10']],
    [{}],
    [Symbol('10')],
  ])('gives null for %p', (value: unknown) => {
    expect(parseLimit(value)).toBeNull();
  });
});

describe('pageFrom', () => {
  const table = [1, 2, 3, 4, 5, 6, 7].map((n) => row(n, n));

  it('gives the newest rows first, and a way on', () => {
    const page = pageAt(table, 3, FIRST_PAGE);
    expect(ids(page.results)).toEqual(['7', '6', '5']);
    expect(page.previous).toBeNull();
    expect(decodeCursor(page.next)).toEqual({ ...row(5, 5), direction: 'next' });
  });

  it('gives no way on when exactly the last rows are shown', () => {
    const page = pageAt(table, 7, FIRST_PAGE);
    expect(page.results).toHaveLength(7);
    expect(page.next).toBeNull();
  });

  it('gives both ways in the middle, whichever way one came', () => {
    const onward = pageAt(table, 2, encodeCursor(row(6, 6), 'next'));
    const back = pageAt(table, 2, encodeCursor(row(3, 3), 'previous'));
    expect(ids(onward.results)).toEqual(['5', '4']);
    expect(back).toEqual(onward);
    expect(decodeCursor(onward.next)).toEqual({ ...row(4, 4), direction: 'next' });
    expect(decodeCursor(onward.previous)).toEqual({ ...row(5, 5), direction: 'previous' });
  });

  it('gives no way back on the page that begins with the newest row', () => {
    const page = pageAt(table, 3, encodeCursor(row(4, 4), 'previous'));
    expect(ids(page.results)).toEqual(['7', '6', '5']);
    expect(page.previous).toBeNull();
    expect(decodeCursor(page.next)).toEqual({ ...row(5, 5), direction: 'next' });
  });

  it('is empty with no way anywhere for an empty list', () => {
    expect(pageAt([], 3, FIRST_PAGE)).toEqual({ results: [], next: null, previous: null });
  });

  it('leads back when the older rows were deleted', () => {
    const remaining = [row(5, 5), row(6, 6)];
    const page = pageAt(remaining, 3, encodeCursor(row(4, 4), 'next'));
    expect(page).toMatchObject({ results: [], next: null });
    expect(ids(pageAt(remaining, 3, page.previous ?? '').results)).toEqual(['6', '5']);
  });

  it('leads to the first page when the newer rows were deleted', () => {
    const page = pageAt(table, 3, encodeCursor(row(7, 7), 'previous'));
    expect(page).toEqual({ results: [], next: FIRST_PAGE, previous: null });
  });

  it('does not change the rows it was given', () => {
    const fetched = Object.freeze(read(table, { limit: 3, cursor: null }));
    const cursor = decodeCursor(encodeCursor(row(0, 1), 'previous'));
    expect(() => pageFrom(fetched, { limit: 3, cursor }, positionOf, linkTo)).not.toThrow();
  });
});

describe('a walk through pages while rows are added', () => {
  const scenario = fc.record({
    limit: fc.integer({ min: 1, max: 6 }),
    before: fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 30 }),
    between: fc.array(fc.array(fc.nat({ max: 9 }), { maxLength: 3 }), { maxLength: 40 }),
  });

  /** A table that gets the next rows of the scenario after each read of a page. */
  class GrowingTable {
    readonly original: readonly Position[];
    readonly rows: Position[];
    readonly #limit: number;
    readonly #between: Iterator<readonly number[]>;

    constructor({
      limit,
      before,
      between,
    }: {
      limit: number;
      before: number[];
      between: number[][];
    }) {
      this.original = before.map((microsecond, n) => row(microsecond, n + 1));
      this.rows = [...this.original];
      this.#limit = limit;
      this.#between = between[Symbol.iterator]();
    }

    page(link: string): Page<Position> {
      const page = pageAt(this.rows, this.#limit, link);
      const added = this.#between.next();
      for (const microsecond of added.done ? [] : added.value) {
        this.rows.push(row(microsecond, this.rows.length + 1));
      }
      return page;
    }

    walk(from: string, way: 'next' | 'previous'): Page<Position>[] {
      const pages: Page<Position>[] = [];
      for (let link: string | null = from; link !== null; link = pages.at(-1)?.[way] ?? null) {
        pages.push(this.page(link));
      }
      return pages;
    }
  }

  const isStrictlyOrdered = (rows: readonly Position[]): boolean =>
    rows.every((one, n) => n === 0 || newestFirst(rows[n - 1] ?? one, one) < 0);

  it('shows every row that was there once, newest first', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const table = new GrowingTable(given);
        const shown = table.walk(FIRST_PAGE, 'next').flatMap((page) => page.results);
        expect(isStrictlyOrdered(shown)).toBe(true);
        expect(shown).toEqual(expect.arrayContaining([...table.original]));
      }),
    );
  });

  it('shows on the way back every row newer than the last page once, newest page last', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const table = new GrowingTable(given);
        const lastPage = table.walk(FIRST_PAGE, 'next').at(-1);
        const newest = lastPage?.results[0];
        fc.pre(newest !== undefined && typeof lastPage?.previous === 'string');
        const there = table.rows.filter((one) => newestFirst(one, newest) < 0);

        const pages = table.walk(lastPage.previous, 'previous');
        const shown = pages.reverse().flatMap((page) => page.results);
        expect(isStrictlyOrdered(shown)).toBe(true);
        expect(shown).toEqual(expect.arrayContaining(there));
      }),
    );
  });

  it('comes back to the same page by previous and then next when nothing was added', () => {
    fc.assert(
      fc.property(scenario, ({ limit, before }) => {
        const table = new GrowingTable({ limit, before, between: [] });
        const pages = table.walk(FIRST_PAGE, 'next');
        for (const [n, page] of pages.slice(1).entries()) {
          const earlier = table.page(page.previous ?? '');
          expect(earlier.results).toEqual(pages[n]?.results);
          expect(table.page(earlier.next ?? '')).toEqual(page);
        }
      }),
    );
  });
});
