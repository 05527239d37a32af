import { describe, expect, it } from '@jest/globals';
import { type Request, type Response } from 'express';
import { apiAlias } from './api-alias.js';

/** The path of this request as routing sees it. */
function routed(url: string): string {
  const request = { url };
  let passedOn: string | undefined;
  apiAlias(request as Request, {} as Response, () => {
    passedOn = request.url;
  });
  return passedOn ?? 'not passed on';
}

describe('the alias below /api', () => {
  it.each([
    ['/api/payments/webhook/', '/payments/webhook/'],
    ['/api/payments/?limit=2', '/payments/?limit=2'],
    ['/payments/webhook/', '/payments/webhook/'],
  ])('serves %s as %s', (url, path) => {
    expect(routed(url)).toBe(path);
  });

  it.each(['/api', '/apis/payments/', '/payments/api/'])('leaves %s alone', (url) => {
    expect(routed(url)).toBe(url);
  });

  it('is there once only', () => {
    expect(routed('/api/api/payments/')).toBe('/api/payments/');
  });
});
