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

  it.each([
    ['it has none of the fields', { ...ANSWER, body: { id: 1 } }],
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
