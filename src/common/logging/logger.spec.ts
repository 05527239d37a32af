import { beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../crypto/secret.js';
import { withinContext } from '../http/request-context.js';
import { createLogger, type Logger } from './logger.js';

const CANARY = 'canary-5d1f';

describe('the log', () => {
  let lines: string[];
  let logger: Logger;

  beforeEach(() => {
    lines = [];
    logger = createLogger(
      { level: 'info', pretty: false },
      { write: (line) => void lines.push(line) },
    );
  });

  const entries = (): Record<string, unknown>[] =>
    lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('is one line of JSON an event, with level in words and time in ISO 8601', () => {
    logger.info({ paymentId: 'p-1' }, 'payment settled');
    expect(entries()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        paymentId: 'p-1',
        msg: 'payment settled',
      },
    ]);
  });

  it('leaves out what is less important than wanted', () => {
    logger.debug('a detail');
    expect(lines).toEqual([]);
  });

  it('carries the id of the request that is being handled', () => {
    withinContext({ requestId: 'request-1' }, () => {
      logger.info('inside');
    });
    logger.info('outside');
    expect(entries().map(({ requestId }) => requestId)).toEqual(['request-1', undefined]);
  });

  it('describes an error by an allow-list', () => {
    const error = Object.assign(new Error('refused'), { config: { headers: CANARY }, code: 'E1' });
    logger.error({ err: error }, 'a call failed');
    logger.error(error);
    expect(lines.join('')).not.toContain(CANARY);
    for (const { err } of entries()) {
      expect(err).toMatchObject({ type: 'Error', message: 'refused', code: 'E1' });
    }
  });

  it('never prints a secret, however deep it is', () => {
    logger.info({ a: { b: { c: { d: [new Secret(CANARY)] } } }, keys: new Secret(CANARY) }, 'x');
    expect(lines.join('')).not.toContain(CANARY);
    expect(entries()[0]).toMatchObject({ keys: '[redacted]' });
  });

  it.each([
    'password',
    'private_key',
    'privateKey',
    'challenge',
    'webhook_challenge',
    'authorization',
    'access_token',
    'refresh_token',
    'token',
    'secret',
    'x-public-key',
  ])('never prints a field named %s, at the top, in an object or in an object of one', (name) => {
    const held = { [name]: CANARY };
    logger.info(held, 'x');
    logger.info({ body: held }, 'x');
    logger.info({ request: { headers: held } }, 'x');
    logger.info({ bodies: [held] }, 'x');
    expect(lines).toHaveLength(4);
    expect(lines.join('')).not.toContain(CANARY);
  });
});
