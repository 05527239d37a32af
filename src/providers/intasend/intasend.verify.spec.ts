import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  INTASEND_ACCOUNT,
  type ScriptedIntaSend,
  startScriptedIntaSend,
} from '../../../test/support/scripted-intasend.js';
import { json } from '../../../test/support/scripted-server.js';

const EMPTY_LIST = json(200, { results: [] });
const UNKNOWN_INVOICE = json(404, { detail: 'Not found.' });
const REFUSED = json(401, { detail: 'Invalid token.' });

describe('verifying the keys of an account at IntaSend', () => {
  let intaSend: ScriptedIntaSend;

  beforeEach(async () => {
    intaSend = await startScriptedIntaSend();
  });
  afterEach(() => intaSend.stop());

  it.each([
    ['yes when both are', { list: EMPTY_LIST, status: UNKNOWN_INVOICE }, true],
    ['no when the private one is not', { list: REFUSED, status: UNKNOWN_INVOICE }, false],
    ['no when only the publishable one is not', { list: EMPTY_LIST, status: REFUSED }, false],
  ] as const)('says %s', async (_, given, isAccepted) => {
    intaSend.answers(given);
    expect(await intaSend.provider.verifyAccount(INTASEND_ACCOUNT, 1_000)).toBe(isAccepted);
  });

  it('sends the publishable key without the private one, as a link does', async () => {
    intaSend.answers({ list: EMPTY_LIST, status: UNKNOWN_INVOICE });
    await intaSend.provider.verifyAccount(INTASEND_ACCOUNT, 1_000);
    const [, alone] = intaSend.requests;
    expect(alone?.headers).not.toHaveProperty('authorization');
    expect(JSON.parse(alone?.body ?? '')).toMatchObject({ public_key: 'ISPubKey_test_shop' });
  });
});
