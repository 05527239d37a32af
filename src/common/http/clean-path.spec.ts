import { describe, expect, it } from '@jest/globals';
import { type Request, type Response } from 'express';
import { cleanPath } from './clean-path.js';

/** The URL of this request as routing sees it. */
function routed(url: string): string {
  const request = { url };
  let passedOn: string | undefined;
  cleanPath(request as Request, {} as Response, () => {
    passedOn = request.url;
  });
  return passedOn ?? 'not passed on';
}

describe('the path of a request', () => {
  it.each([
    ['//api//payments//webhook//', '/api/payments/webhook/'],
    ['/payments/webhook/%20', '/payments/webhook/'],
    ['/payments/webhook%20%0D%0a', '/payments/webhook/'],
    ['/payments/webhook%20/%20/', '/payments/webhook/'],
    ['//', '/'],
    ['/%20', '/'],
    ['//a?b=//c%20', '/a?b=//c%20'],
    ['http://example.com//health//live', '/health/live'],
    ['HTTPS://example.com:8443/api//payments/webhook%20?a=//b', '/api/payments/webhook/?a=//b'],
    ['http://example.com/payments/webhook/', '/payments/webhook/'],
    ['http://example.com', '/'],
    ['http://example.com?a=b', '/?a=b'],
    ['/a%20?b=%20', '/a/?b=%20'],
  ])('%s is %s', (url, path) => {
    expect(routed(url)).toBe(path);
  });

  it.each([
    '/',
    '/payments/webhook',
    '/payments/webhook/?a=//b%20',
    '/a%20b',
    '/a%2F%2Fb',
    '/a%200',
    '*',
  ])('%s stays', (url) => {
    expect(routed(url)).toBe(url);
  });
});
