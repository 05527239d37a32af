import { describe, expect, it } from '@jest/globals';
import { type Request, type Response } from 'express';
import { setImmediate } from 'node:timers/promises';
import { isUuid } from '../ids/uuid.js';
import { currentRequest, requestContext, withinContext } from './request-context.js';

/** Sends a request with this header through; returns the id inside and the one in the response. */
function ids(given: string | undefined): { inside: string | undefined; returned: unknown } {
  const returned: Record<string, unknown> = {};
  let inside: string | undefined;
  requestContext(
    { get: () => given } as unknown as Request,
    {
      setHeader: (name: string, value: unknown) => (returned[name] = value),
    } as unknown as Response,
    () => {
      inside = currentRequest()?.requestId;
    },
  );
  return { inside, returned: returned['X-Request-Id'] };
}

describe('the id of a request', () => {
  it.each(['abc', '550e8400-e29b-41d4-a716-446655440000', 'a.b:c_d-1', 'x'.repeat(128)])(
    'is the one that the caller gives: %s',
    (given) => {
      expect(ids(given)).toEqual({ inside: given, returned: given });
    },
  );

  it.each([undefined, '', 'a b', 'a\nb', '<script>', 'é', 'x'.repeat(129)])(
    'is made when the caller gives none that is sane: %j',
    (given) => {
      const { inside, returned } = ids(given);
      expect(isUuid(inside ?? '')).toBe(true);
      expect(returned).toBe(inside);
    },
  );

  it('is another one for every request', () => {
    expect(ids(undefined).inside).not.toBe(ids(undefined).inside);
  });
});

describe('currentRequest', () => {
  it('is undefined outside of a request', () => {
    expect(currentRequest()).toBeUndefined();
  });

  it('stays with the work that a request started, however it is interleaved', async () => {
    const seen = async (id: string): Promise<string | undefined> =>
      withinContext({ requestId: id }, async () => {
        await setImmediate();
        return currentRequest()?.requestId;
      });
    expect(await Promise.all([seen('one'), seen('two')])).toEqual(['one', 'two']);
  });
});
