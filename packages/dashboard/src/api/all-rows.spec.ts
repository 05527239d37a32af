import { describe, expect, it } from '@jest/globals';
import { allRows } from './all-rows.js';

/** A list of so many numbers, as the API pages it, and the queries that it was asked. */
function listOf(count: number) {
  const asked: object[] = [];
  return {
    asked,
    read: (query: { limit: number; cursor?: string }) => {
      asked.push(query);
      const first = Number(query.cursor ?? 0);
      const end = Math.min(first + query.limit, count);
      return Promise.resolve({
        results: Array.from({ length: end - first }, (_, index) => first + index),
        next: end < count ? `http://server/rows/?limit=${query.limit}&cursor=${end}` : null,
      });
    },
  };
}

describe('the rows to choose from', () => {
  it.each([
    [0, 1],
    [200, 1],
    [201, 2],
    [450, 3],
  ])('are all of %i, read by %i requests', async (count, requests) => {
    const list = listOf(count);
    expect(await allRows(list.read)).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(list.asked).toHaveLength(requests);
  });

  it('are read in full pages, from where the page before ended', async () => {
    const list = listOf(250);
    await allRows(list.read);
    expect(list.asked).toEqual([{ limit: 200 }, { limit: 200, cursor: '200' }]);
  });

  it('end at two thousand', async () => {
    const list = listOf(5000);
    expect(await allRows(list.read)).toHaveLength(2000);
    expect(list.asked).toHaveLength(10);
  });
});
