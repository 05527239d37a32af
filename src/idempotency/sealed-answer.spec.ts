import { describe, expect, it } from '@jest/globals';
import { KeyRing } from '../common/crypto/key-ring.js';
import { Secret } from '../common/crypto/secret.js';
import { openAnswer, sealAnswer } from './sealed-answer.js';

const ring = (): KeyRing => KeyRing.parse(new Secret(KeyRing.generateKey()));
const keyRing = ring();
const ANSWER = { status: 201, headers: {}, body: { id: 1, claim: 'abc', ticket: 'def' } };

describe('a stored answer', () => {
  it('has its secrets sealed, and gives them again', () => {
    const sealed = sealAnswer(ANSWER, ['claim', 'ticket'], keyRing);
    expect(sealed.answer).toEqual({ status: 201, headers: {}, body: { id: 1 } });
    expect(JSON.stringify(sealed)).not.toMatch(/abc|def/);
    expect(openAnswer(sealed, keyRing)).toEqual(ANSWER);
  });

  it('has secrets of inner objects sealed, and gives them again in their order', () => {
    const payment = { access: { state: 'online', code: 'abc', devices: ['def'] }, amount: '5.00' };
    const answer = { ...ANSWER, body: { payment, id: 1, claim: 'ghi' } };
    const names = ['claim', 'payment.access.code', 'payment.access.devices', 'id.code'];
    const sealed = sealAnswer(answer, names, keyRing);
    expect(sealed.answer.body).toEqual({
      payment: { access: { state: 'online' }, amount: '5.00' },
      id: 1,
    });
    expect(JSON.stringify(openAnswer(sealed, keyRing))).toBe(JSON.stringify(answer));
  });

  it.each([
    ['it has none of the fields', { ...ANSWER, body: { id: 1 } }],
    ['an inner object has none', { ...ANSWER, body: { claim2: { claim: 1 }, access: null } }],
    ['it has no body', { ...ANSWER, body: undefined }],
    ['its body is a list', { ...ANSWER, body: [1] }],
  ])('is stored as it is when %s', (_, answer) => {
    const sealed = sealAnswer(answer, ['claim'], keyRing);
    expect(sealed).toEqual({ answer, secretsSealed: null });
    expect(openAnswer(sealed, keyRing)).toEqual(answer);
  });

  it('is replayed without its secrets when their key is gone', () => {
    const sealed = sealAnswer(ANSWER, ['claim', 'ticket'], keyRing);
    expect(openAnswer(sealed, ring())).toEqual({ ...ANSWER, body: { id: 1 } });
  });
});
