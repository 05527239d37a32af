import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { type ExecutionContext } from '@nestjs/common';
import { isIntegerId } from '../ids/integer-id.js';
import { encodeCursor } from '../pagination/cursor.js';
import { type PageAsked, pageAsked } from './paging.js';

/** The page that a request with this query asks for. */
function asked(query: Readonly<Record<string, unknown>>): PageAsked {
  const request = {
    query,
    protocol: 'https',
    get: () => 'pay.example',
    originalUrl: '/api/routers/?limit=2',
  };
  const context = { switchToHttp: () => ({ getRequest: () => request }) };
  return pageAsked(isIntegerId, context as unknown as ExecutionContext);
}

const POSITION = { at: '2026-05-01T10:00:00.000Z', id: '7' };

describe('the page that a request asks for', () => {
  it('is the newest 50 rows unless it says otherwise', () => {
    expect(asked({})).toMatchObject({ limit: 50, cursor: null });
  });

  it('begins at the cursor that it names', () => {
    const cursor = encodeCursor(POSITION, 'next');
    expect(asked({ limit: '2', cursor })).toMatchObject({
      limit: 2,
      cursor: { ...POSITION, direction: 'next' },
    });
  });

  it.each([['0'], ['-1'], ['many'], ['2.5'], [['1', '2']]])('has no limit of %j', (limit) => {
    expect(() => asked({ limit })).toThrow(
      expect.objectContaining({
        status: 400,
        details: { fields: { limit: ['limit must be a whole number above zero'] } },
      }),
    );
  });

  it.each([
    ['made up', 'zzz'],
    ['given twice', ['a', 'b']],
    [
      "another list's",
      encodeCursor({ ...POSITION, id: '01a20aed-156a-72fd-ae2a-8de6f08bae8b' }, 'next'),
    ],
  ])('takes no cursor that is %s', (_, cursor) => {
    expect(() => asked({ cursor })).toThrow(
      expect.objectContaining({
        status: 400,
        details: {
          fields: { cursor: ['cursor must be taken from next or previous of this list'] },
        },
      }),
    );
  });

  it('links to its neighbours at the address that it was asked at', () => {
    const { linkTo } = asked({ limit: '2', status: 'failed' });
    const url = new URL(linkTo('a-cursor'));
    expect(url.origin + url.pathname).toBe('https://pay.example/api/routers/');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      limit: '2',
      status: 'failed',
      cursor: 'a-cursor',
    });
  });
});
