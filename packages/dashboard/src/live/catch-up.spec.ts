import { describe, expect, it } from '@jest/globals';
import { catchUp, type EventPage, MOST_PAGES } from './catch-up.js';

const NOW = 'now';

/** A server that has so many pages of one event each; reads note what was asked for. */
function aServer(count: number, { oldest = 0 } = {}) {
  const asked: (string | undefined)[] = [];
  const read = (after: string | undefined): Promise<EventPage<string> | null> => {
    asked.push(after);
    if (after === undefined) return Promise.resolve({ events: [], cursor: NOW, has_more: false });
    const number = Number(after) + 1;
    if (number <= oldest) return Promise.resolve(null);
    const events = [{ type: `event ${String(number)}` }];
    return Promise.resolve({ events, cursor: String(number), has_more: number < count });
  };
  return { asked, read };
}

describe('catching up with events', () => {
  it('reads page after page until there are no more', async () => {
    const { asked, read } = aServer(2);
    expect(await catchUp(read, '0')).toEqual({ types: ['event 1', 'event 2'], cursor: '2' });
    expect(asked).toEqual(['0', '1']);
  });

  it('gives up after three pages, and goes on from now', async () => {
    const { asked, read } = aServer(1000);
    expect(await catchUp(read, '0')).toEqual({ types: null, cursor: NOW });
    expect(asked).toEqual([
      ...Array.from({ length: MOST_PAGES }, (_, page) => String(page)),
      undefined,
    ]);
  });

  it('goes on from now when its cursor is too old', async () => {
    const { asked, read } = aServer(9, { oldest: 5 });
    expect(await catchUp(read, '0')).toEqual({ types: null, cursor: NOW });
    expect(asked).toEqual(['0', undefined]);
  });

  it('begins with the cursor of now', async () => {
    const { read } = aServer(9);
    expect(await catchUp(read, undefined)).toEqual({ types: [], cursor: NOW });
  });
});
