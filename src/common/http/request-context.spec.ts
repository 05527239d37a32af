import { describe, expect, it } from '@jest/globals';
import { type Request, type Response } from 'express';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isUuid } from '../ids/uuid.js';
import { currentClient, currentRequest, requestContext, withinContext } from './request-context.js';

const ANSWER = { setHeader: () => undefined } as unknown as Response;

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

describe('currentClient', () => {
  it('is known after the connection is closed, when Node.js has forgotten the address', async () => {
    const request = { ip: '203.0.113.7' as string | undefined, get: () => 'Firefox' };
    const seen = new Promise((resolve) => {
      requestContext(request as unknown as Request, ANSWER, () => {
        request.ip = undefined;
        resolve(currentClient());
      });
    });
    expect(await seen).toEqual({ ip: '203.0.113.7', userAgent: 'Firefox' });
  });
});

describe('what is kept of a request', () => {
  it('is short, however long its headers are', () => {
    const request = { ip: '1'.repeat(16_000), get: () => 'x'.repeat(16_000) };
    requestContext(request as unknown as Request, ANSWER, () => {
      expect(JSON.stringify(currentRequest()).length).toBeLessThan(500);
      expect(currentClient()).toEqual({ ip: null, userAgent: 'x'.repeat(300) });
    });
    expect.assertions(2);
  });
});

describe('a timer that is set while a request is handled', () => {
  it('does not keep the request', async () => {
    const timers: NodeJS.Timeout[] = [];
    const handled = (): WeakRef<object> => {
      const request = { ip: '203.0.113.7', get: () => undefined };
      requestContext(request as unknown as Request, ANSWER, () => {
        timers.push(setTimeout(() => undefined, 60_000));
      });
      return new WeakRef(request);
    };
    try {
      const request = handled();
      setFlagsFromString('--expose-gc');
      const collectGarbage = runInNewContext('gc') as () => void;
      // A WeakRef keeps what it refers to until the turn of the event loop ends.
      await setImmediate();
      collectGarbage();
      expect(request.deref()).toBeUndefined();
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  });
});
