import { describe, expect, it } from '@jest/globals';
import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { ApiError, notFound } from '../errors/api-error.js';
import { toApiError } from './error-body.js';

/** An error as `http-errors` creates it for middleware. */
const middlewareError = (status: number): Error =>
  Object.assign(new Error('request entity: details of the middleware'), {
    status,
    statusCode: status,
    expose: status < 500,
    type: 'entity.something',
  });

describe('toApiError', () => {
  it('leaves our own errors as they are', () => {
    const ours = notFound('router_not_found', 'Router not found or access denied');
    expect(toApiError(ours)).toBe(ours);
  });

  it.each([
    [new BadRequestException('Unexpected token < in JSON'), 400, 'bad_request'],
    [new NotFoundException('Cannot GET /secret-path'), 404, 'not_found'],
    [middlewareError(413), 413, 'body_too_large'],
    [middlewareError(415), 415, 'unsupported_media_type'],
    [new HttpException('teapot', 418), 418, 'bad_request'],
  ])('answers a client error of the framework with our own message: %s', (thrown, status, code) => {
    const error = toApiError(thrown);
    expect(error).toMatchObject({ status, code });
    expect(error.message).not.toContain(thrown.message);
    expect(error.cause).toBe(thrown);
  });

  it.each<[string, unknown]>([
    ['an error', new Error('password=hunter2')],
    ['a server error of the framework', new HttpException('password=hunter2', 503)],
    ['a server error of the middleware', middlewareError(500)],
    [
      'an error that only looks like one of the middleware',
      Object.assign(new Error(), { status: 404 }),
    ],
    ['text', 'password=hunter2'],
    ['nothing', undefined],
  ])('turns %s into a 500 without details', (_, thrown) => {
    const error = toApiError(thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 500, code: 'internal_error', details: {} });
    expect(error.message).not.toContain('hunter2');
  });
});
