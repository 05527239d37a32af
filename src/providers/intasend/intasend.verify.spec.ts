import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  json,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../../test/support/scripted-server.js';
import { Secret } from '../../common/crypto/secret.js';
import { createLogger } from '../../common/logging/logger.js';
import { loadSettings } from '../../config/settings.js';
import { IntaSendProvider } from './intasend.provider.js';

const ACCOUNT = {
  environment: 'sandbox',
  values: {
    api_key: new Secret('ISPubKey_test_shop'),
    private_key: new Secret('ISSecretKey_test_shop'),
  },
} as const;
const EMPTY_LIST = json(200, { results: [] });
const UNKNOWN_INVOICE = json(404, { detail: 'Not found.' });
const REFUSED = json(401, { detail: 'Invalid token.' });

describe('verifying the keys of an account at IntaSend', () => {
  let server: ScriptedServer;
  let provider: IntaSendProvider;
  let scripts: Readonly<Record<'list' | 'status', Script>>;

  beforeEach(async () => {
    server = await startScriptedServer((response, request) => {
      scripts[request.path.includes('/invoices/') ? 'list' : 'status'](response, request);
    });
    const settings = loadSettings({
      NODE_ENV: 'test',
      JWT_SECRET: 'not used here yet long enough to be one',
      ENCRYPTION_KEY: 'ZmVybmV0IGtleSB0aGF0IGlzIG5vdCB1c2VkIGhlcmU=',
      INTASEND_SANDBOX_URL: server.url,
    });
    const logger = createLogger({ level: 'silent', pretty: false });
    provider = new IntaSendProvider(settings, logger);
  });
  afterEach(async () => {
    provider.onApplicationShutdown();
    await server.stop();
  });

  it.each([
    ['yes when both are', { list: EMPTY_LIST, status: UNKNOWN_INVOICE }, true],
    ['no when the private one is not', { list: REFUSED, status: UNKNOWN_INVOICE }, false],
    ['no when only the publishable one is not', { list: EMPTY_LIST, status: REFUSED }, false],
  ] as const)('says %s', async (_, given, isAccepted) => {
    scripts = given;
    expect(await provider.verifyAccount(ACCOUNT, 1_000)).toBe(isAccepted);
  });

  it('sends the publishable key without the private one, as a link does', async () => {
    scripts = { list: EMPTY_LIST, status: UNKNOWN_INVOICE };
    await provider.verifyAccount(ACCOUNT, 1_000);
    const [, alone] = server.requests;
    expect(alone?.headers).not.toHaveProperty('authorization');
    expect(JSON.parse(alone?.body ?? '')).toMatchObject({ public_key: 'ISPubKey_test_shop' });
  });
});
