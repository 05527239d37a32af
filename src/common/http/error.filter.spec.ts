import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ArgumentsHost } from '@nestjs/common';
import { ApiError, invalidFields, notFound } from '../errors/api-error.js';
import { type Language } from '../language/language.js';
import { createLogger } from '../logging/logger.js';
import { ErrorFilter } from './error.filter.js';
import { ErrorPages } from './error-pages.js';
import { withinContext } from './request-context.js';

/** The part of Express's response that the filter uses. */
class FakeResponse {
  headersSent = false;
  statusCode = 0;
  headers: Record<string, string> = {};
  body: unknown = null;
  isDestroyed = false;

  status(code: number): this {
    this.statusCode = code;
    return this;
  }

  set(headers: Record<string, string>): this {
    Object.assign(this.headers, headers);
    return this;
  }

  vary(field: string): this {
    this.headers['Vary'] = field;
    return this;
  }

  json(body: unknown): this {
    this.body = JSON.parse(JSON.stringify(body));
    return this;
  }

  destroy(): void {
    this.isDestroyed = true;
  }
}

describe('ErrorFilter', () => {
  let lines: Record<string, unknown>[];
  let response: FakeResponse;

  beforeEach(() => {
    lines = [];
    response = new FakeResponse();
  });

  function answer(thrown: unknown, language: Language = 'en'): FakeResponse {
    const logger = createLogger(
      { level: 'debug', pretty: false },
      { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    );
    const request = { url: '/routers/' };
    const http = { getResponse: () => response, getRequest: () => request };
    const host = { switchToHttp: () => http };
    withinContext({ requestId: 'request-1', language }, () => {
      new ErrorFilter(logger, new ErrorPages()).catch(thrown, host as unknown as ArgumentsHost);
    });
    return response;
  }

  it('answers in the language of the request, with the same code', () => {
    const thrown = notFound('router_not_found', 'Router not found or access denied');
    const { body, headers } = answer(thrown, 'sw');
    expect(body).toMatchObject({
      error: 'Ruta haijapatikana, au huna ruhusa',
      code: 'router_not_found',
    });
    expect(headers).toMatchObject({ 'Content-Language': 'sw', Vary: 'Accept-Language' });
    const english = answer(notFound('a_code', 'No translation'), 'sw');
    expect(english.body).toMatchObject({ error: 'No translation' });
    expect(english.headers).toMatchObject({ 'Content-Language': 'en' });
  });

  it('answers sentence, code and request id', () => {
    expect(answer(notFound('router_not_found', 'Router not found')).body).toEqual({
      error: 'Router not found',
      code: 'router_not_found',
      request_id: 'request-1',
    });
    expect(response.statusCode).toBe(404);
  });

  it('adds the payment and the fields where there are some', () => {
    const fields = { amount: ['amount is required'] };
    const error = new ApiError(400, 'a_code', 'Not so.', { paymentId: 'p-1', fields });
    expect(answer(error).body).toMatchObject({ payment_id: 'p-1', fields });
  });

  it('sets the headers that belong to the error', () => {
    const error = new ApiError(503, 'later', 'Later.', { headers: { 'Retry-After': '5' } });
    expect(answer(error).headers).toMatchObject({ 'Retry-After': '5' });
  });

  it('cuts the connection when half an answer is already out', () => {
    response.headersSent = true;
    answer(new Error('too late'));
    expect(response).toMatchObject({ isDestroyed: true, statusCode: 0, body: null });
  });

  it('logs a crash as an error, with its cause and the request id', () => {
    answer(new Error('the disk is full'));
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        requestId: 'request-1',
        err: expect.objectContaining({ type: 'Error', message: 'the disk is full' }),
      }),
    ]);
  });

  it.each([502, 503])('logs an outage of others (%i) as a warning', (status) => {
    answer(new ApiError(status, 'a_code', 'Not reachable.'));
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
  });

  it('logs no fault of the caller', () => {
    answer(invalidFields({ name: ['name is required'] }));
    expect(lines).toEqual([]);
  });
});
