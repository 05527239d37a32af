import { describe, expect, it } from '@jest/globals';
import axios, { AxiosError, type InternalAxiosRequestConfig } from 'axios';
import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { describeError } from './describe-error.js';

const CANARY = 'ISSecretKey_live_canary';

describe('describeError', () => {
  it('says type, message, code and stack', () => {
    const error = Object.assign(new TypeError('no such file'), { code: 'ENOENT' });
    expect(describeError(error)).toEqual({
      type: 'TypeError',
      message: 'no such file',
      code: 'ENOENT',
      stack: error.stack,
    });
  });

  it('leaves out codes that are no text', () => {
    expect(describeError(Object.assign(new Error('no'), { code: 42 }))).not.toHaveProperty('code');
  });

  it('follows the causes', () => {
    const error = new Error('outer', { cause: new Error('inner', { cause: new Error('core') }) });
    expect(describeError(error)).toMatchObject({
      message: 'outer',
      cause: { message: 'inner', cause: { message: 'core' } },
    });
  });

  it('ends where causes go in circles', () => {
    const error = new Error('round');
    error.cause = error;
    const text = JSON.stringify(describeError(error));
    expect(text.match(/"message":"round"/g)).toHaveLength(5);
  });

  it.each([[CANARY], [{ key: CANARY }], [null], [undefined], [42]])(
    'says nothing of what is no error: %j',
    (thrown) => {
      expect(describeError(thrown)).toEqual({ type: typeof thrown, message: 'not an Error' });
    },
  );

  it('drops causes that are no errors', () => {
    expect(describeError(new Error('outer', { cause: CANARY }))).not.toHaveProperty('cause');
  });
});

describe('errors of libraries', () => {
  it('leave the request and its keys behind: axios', async () => {
    const thrown = await axios
      .get('http://127.0.0.1:1/', {
        headers: { Authorization: `Bearer ${CANARY}` },
        data: { public_key: CANARY },
        adapter: (config: InternalAxiosRequestConfig) =>
          Promise.reject(new AxiosError('connection refused', 'ECONNREFUSED', config)),
      })
      .catch((error: unknown) => error);

    expect(JSON.stringify(thrown)).toContain(CANARY);
    expect(JSON.stringify(describeError(thrown))).not.toContain(CANARY);
    expect(describeError(thrown)).toMatchObject({ type: 'AxiosError', code: 'ECONNREFUSED' });
  });

  it('leave the values of rows behind: PostgreSQL', () => {
    const error = Object.assign(new DatabaseError('duplicate key', 100, 'error'), {
      code: '23505',
      detail: `Key (private_key)=(${CANARY}) already exists.`,
      where: `COPY credentials, line 1: "${CANARY}"`,
    });
    expect(JSON.stringify(describeError(error))).not.toContain(CANARY);
    expect(describeError(error)).toMatchObject({ message: 'duplicate key', code: '23505' });
  });

  it('leave statement and parameters behind: TypeORM', () => {
    const driverError = Object.assign(new Error('duplicate key'), { code: '23505' });
    const error = new QueryFailedError('INSERT INTO credentials', [CANARY], driverError);
    expect(JSON.stringify(error)).toContain(CANARY);
    expect(JSON.stringify(describeError(error))).not.toContain(CANARY);
    expect(describeError(error)).toMatchObject({ type: 'QueryFailedError', code: '23505' });
  });
});
