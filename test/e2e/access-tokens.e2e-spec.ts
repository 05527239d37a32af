import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JwtService, type JwtSignOptions } from '@nestjs/jwt';
import { generateKeyPairSync } from 'node:crypto';
import { type Response } from 'supertest';
import { randomHex } from '../../src/common/crypto/tokens.js';
import { newId } from '../../src/common/ids/uuid.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anOperator, type Operator } from '../support/shop.js';

const SECRET = randomHex(32);
const INVALID = 'The access token is invalid or has expired. Refresh it or log in again.';

describe('an access token', () => {
  let app: TestApp;
  let operator: Operator;
  let claims: { sub: string; sid: string };

  beforeAll(async () => {
    app = await startTestApp({ settings: { JWT_SECRET: SECRET } });
    operator = await anOperator(app);
    const { sub, sid } = decoded(operator.accessToken);
    claims = { sub, sid };
  });
  afterAll(() => app.stop());

  const show = async (token: string): Promise<Response> =>
    app.get('/payments/', { Authorization: `Bearer ${token}` });

  /** A token as the server makes them, with differences. */
  function forged(options: JwtSignOptions = {}, payload: object = claims): string {
    return new JwtService({}).sign(payload, {
      secret: SECRET,
      algorithm: 'HS256',
      issuer: 'lipafi',
      audience: 'lipafi-operators',
      expiresIn: 900,
      ...options,
    });
  }

  function expectRefused({ status, body, headers }: Response): void {
    expect({ status, body }).toEqual({
      status: 401,
      body: { error: INVALID, code: 'token_invalid', request_id: headers['x-request-id'] },
    });
    expect(headers['www-authenticate']).toBe('Bearer realm="lipafi", error="invalid_token"');
  }

  it('is accepted as issued, whatever the case of its scheme', async () => {
    expect((await show(operator.accessToken)).status).toBe(200);
    for (const scheme of ['bearer', 'BEARER']) {
      await app
        .get('/payments/', { Authorization: `${scheme} ${operator.accessToken}` })
        .expect(200);
    }
  });

  it('is judged by what is tested below: one forged with the right secret is good', async () => {
    expect((await show(forged())).status).toBe(200);
  });

  it('has the operator, the login and its times, and nothing else', () => {
    expect(Object.keys(decoded(operator.accessToken)).toSorted()).toEqual(
      ['aud', 'exp', 'iat', 'iss', 'sid', 'sub'].toSorted(),
    );
    expect(claims.sub).toBe(String(operator.userId));
  });

  it.each<[string, JwtSignOptions]>([
    ['has expired', { expiresIn: -1 }],
    ['is not valid yet', { notBefore: 3600 }],
    ['is signed with another secret', { secret: randomHex(32) }],
    ['is signed with a blank secret', { secret: ' ' }],
    ['is signed with another algorithm of the same family', { algorithm: 'HS512' }],
    ['is meant for another audience', { audience: 'somebody-else' }],
    ['comes from another issuer', { issuer: 'somebody-else' }],
  ])('is refused when it %s', async (_, options) => {
    expectRefused(await show(forged(options)));
  });

  it('is refused when it is signed with an RSA key that nobody here knows', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expectRefused(await show(forged({ secret: pem, algorithm: 'RS256' })));
  });

  it('is refused without a signature, in every spelling of "none"', async () => {
    const [, payload = ''] = forged().split('.');
    for (const alg of ['none', 'None', 'NONE']) {
      expectRefused(await show(`${encoded({ alg, typ: 'JWT' })}.${payload}.`));
    }
  });

  it('is refused when a part of it was exchanged', async () => {
    const other = await anOperator(app);
    const [header = '', payload = '', signature = ''] = operator.accessToken.split('.');
    const [, othersPayload = '', othersSignature = ''] = other.accessToken.split('.');
    for (const token of [
      `${header}.${othersPayload}.${signature}`,
      `${header}.${payload}.${othersSignature}`,
      `${encoded({ alg: 'HS512', typ: 'JWT' })}.${payload}.${signature}`,
      `${header}.${payload}`,
      `${header}.${payload}.`,
      'nonsense',
    ]) {
      expectRefused(await show(token));
    }
  });

  it.each<[string, object]>([
    ['no login', { sub: '1' }],
    ['a login that never was', { sub: '1', sid: newId() }],
    ['no operator', { sid: newId() }],
    ['an operator that is no id', { sub: "1' OR true --", sid: newId() }],
    ['a login that is no id', { sub: '1', sid: "' OR true --" }],
    ['a login that is no text', { sub: '1', sid: { sid: 1 } }],
  ])('is refused when it names %s', async (_, payload) => {
    expectRefused(await show(forged({}, payload)));
  });

  it('is refused when its login is another operator’s', async () => {
    const other = await anOperator(app);
    const { sid } = decoded(operator.accessToken);
    expectRefused(await show(forged({}, { sub: decoded(other.accessToken).sub, sid })));
  });

  it('is not a refresh token, and vice versa', async () => {
    expectRefused(await show(operator.refreshToken));
    await app.post('/users/token/refresh/', { refresh_token: operator.accessToken }).expect(401);
  });

  it('ends with its login, before its time', async () => {
    const leaving = await anOperator(app);
    const { sid } = decoded(leaving.accessToken);
    await app.database.query('UPDATE sessions SET revoked_at = now() WHERE id = $1', [sid]);
    expectRefused(await show(leaving.accessToken));
    expect((await show(operator.accessToken)).status).toBe(200);
  });
});

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

function decoded(token: string): { sub: string; sid: string } {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string; sid: string };
}
