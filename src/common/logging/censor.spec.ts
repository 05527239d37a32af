import { describe, expect, it } from '@jest/globals';
import { Secret } from '../crypto/secret.js';
import { maskedLine, maskedPhone, withoutSecrets } from './censor.js';

describe('fields of a log line', () => {
  it.each([
    'password',
    'newPassword',
    'passphrase',
    'private_key',
    'privateKey',
    'webhook_challenge',
    'Authorization',
    'x-authorisation',
    'cookie',
    'set-cookie',
    'accessToken',
    'refresh_token',
    'client_secret',
    'private_key_sealed',
    'X-Public-Key',
  ])('are removed when their name is like %s, at any depth and with any value', (name) => {
    for (const held of ['canary', 12345, ['canary'], { canary: 'canary' }]) {
      const line = withoutSecrets({ a: [{ b: { [name]: held } }], [name]: held });
      expect(line).toEqual({ a: [{ b: { [name]: '[redacted]' } }], [name]: '[redacted]' });
    }
  });

  it('stay when they only say whether there is one', () => {
    const line = { has_webhook_challenge: true, password: null, token: undefined };
    expect(withoutSecrets(line)).toEqual(line);
  });

  it('are masked when they are phone numbers', () => {
    expect(
      withoutSecrets({
        phone: '+254712345678',
        phone_number: '0712 345 678',
        phoneE164: 254712345678,
        msisdn: 'short',
      }),
    ).toEqual({
      phone: '+2547••••678',
      phone_number: '07••••678',
      phoneE164: '2547••••678',
      msisdn: '••••',
    });
  });

  it('are left to print themselves where they can', () => {
    const line = { key: new Secret('canary'), at: new Date(0), err: new Error('as it is') };
    const { key, at, err } = withoutSecrets(line);
    expect([key, at, err]).toEqual([line.key, line.at, line.err]);
  });

  it('end where things go in circles', () => {
    const round: Record<string, unknown> = { name: 'round' };
    round['self'] = round;
    expect(JSON.stringify(withoutSecrets({ round }))).toContain('[deeper]');
  });
});

describe('the text of a log line', () => {
  it.each([
    ['+254712345678 is wrong', '+2547••••678 is wrong'],
    ['phone_number: 254112345678.', 'phone_number: 2541••••678.'],
    ['"0712345678","256701234567"', '"07••••678","2567••••567"'],
  ])('hides phone numbers: %s', (text, masked) => {
    expect(maskedLine(text)).toBe(masked);
  });

  it.each([
    '{"durationMs":0.712345678}',
    '"time":"2026-03-01T08:00:00.000Z"',
    '018f4c2e-7b1a-7c3d-9e2f-254712345678',
    '{"amount":254712345678901}',
    'invoice Y0712345678',
  ])('leaves other numbers alone: %s', (text) => {
    expect(maskedLine(text)).toBe(text);
  });

  it.each([
    'Bearer abcdef0123456789',
    'basic YWRtaW46Y2FuYXJ5',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    'ISSecretKey_test_0123456789',
    'ISSecretKey_live_0f8fad5b-d9cb-469f-a165-70867728950e',
  ])('hides credentials: %s', (text) => {
    expect(maskedLine(`the header was ${text}, which was refused`)).toBe(
      'the header was [redacted], which was refused',
    );
  });
});

describe('maskedPhone', () => {
  it('shows enough to recognise and too little to call', () => {
    expect(maskedPhone('+254712345678')).toBe('+2547••••678');
    expect(maskedPhone('+254 712-345-678')).toBe('+2547••••678');
    expect(maskedPhone('')).toBe('••••');
  });
});
