import { describe, expect, it, jest } from '@jest/globals';
import { type Request, type RequestHandler, type Response } from 'express';
import { inOrder } from './in-order.js';

const request = {} as Request;
const response = {} as Response;

describe('handlers in order', () => {
  it('run one after the other, each when the previous one calls next', () => {
    const seen: string[] = [];
    const note =
      (name: string): RequestHandler =>
      (_request, _response, next) => {
        seen.push(name);
        next();
      };
    inOrder([note('first'), note('second')])(request, response, () => seen.push('rest'));
    expect(seen).toEqual(['first', 'second', 'rest']);
  });

  it('wait for a handler that calls next later', async () => {
    const rest = jest.fn();
    const later: RequestHandler = (_request, _response, next) => {
      setImmediate(next);
    };
    const done = new Promise<void>((resolve) => {
      inOrder([later])(request, response, () => {
        rest();
        resolve();
      });
    });
    expect(rest).not.toHaveBeenCalled();
    await done;
    expect(rest).toHaveBeenCalledTimes(1);
  });

  it('pass an error on at once, and leave out those that follow', () => {
    const error = new Error('refused');
    const next = jest.fn();
    const never = jest.fn<RequestHandler>();
    const refuse: RequestHandler = (_request, _response, proceed) => {
      proceed(error);
    };
    inOrder([refuse, never])(request, response, next);
    expect(next.mock.calls).toEqual([[error]]);
    expect(never).not.toHaveBeenCalled();
  });

  it('leave what a handler throws to the router', () => {
    const throwing: RequestHandler = () => {
      throw new Error('broken');
    };
    expect(() => {
      inOrder([throwing])(request, response, jest.fn());
    }).toThrow('broken');
  });

  it('end where a handler answers', () => {
    const next = jest.fn();
    const answer: RequestHandler = () => undefined;
    inOrder([answer])(request, response, next);
    expect(next).not.toHaveBeenCalled();
  });
});
