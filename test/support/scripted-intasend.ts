import { Secret } from '../../src/common/crypto/secret.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { loadSettings } from '../../src/config/settings.js';
import { IntaSendProvider } from '../../src/providers/intasend/intasend.provider.js';
import { type Script, type SeenRequest, startScriptedServer } from './scripted-server.js';

/** The keys of an operator at IntaSend. */
export const INTASEND_ACCOUNT = {
  environment: 'sandbox',
  values: {
    api_key: new Secret('ISPubKey_test_shop'),
    private_key: new Secret('ISSecretKey_test_shop'),
  },
} as const;

/** What IntaSend answers to the question for invoices by their reference, and for a status. */
export interface IntaSendScripts {
  readonly list: Script;
  readonly status: Script;
}

/** The provider, with a server in the place of IntaSend. */
export interface ScriptedIntaSend {
  readonly provider: IntaSendProvider;
  readonly requests: readonly SeenRequest[];
  /** From now on it answers like this. */
  answers(scripts: IntaSendScripts): void;
  stop(): Promise<void>;
}

/** Starts a server that answers nothing before it is told what. */
export async function startScriptedIntaSend(): Promise<ScriptedIntaSend> {
  let scripts: IntaSendScripts | null = null;
  const server = await startScriptedServer((response, request) => {
    scripts?.[request.path.includes('/invoices/') ? 'list' : 'status'](response, request);
  });
  const settings = loadSettings({
    NODE_ENV: 'test',
    JWT_SECRET: 'not used here yet long enough to be one',
    ENCRYPTION_KEY: 'ZmVybmV0IGtleSB0aGF0IGlzIG5vdCB1c2VkIGhlcmU=',
    INTASEND_SANDBOX_URL: server.url,
  });
  const provider = new IntaSendProvider(settings, createLogger({ level: 'silent', pretty: false }));
  return {
    provider,
    requests: server.requests,
    answers: (given) => {
      scripts = given;
    },
    stop: async () => {
      provider.onApplicationShutdown();
      await server.stop();
    },
  };
}
