import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SRC = join(import.meta.dirname, '..', 'src');

/** Names of the contract: fields of a payment and settings. */
const OF_THE_CONTRACT = /\bintasend_(payment_id|invoice_id|state)\b|\bINTASEND_[A-Z_]+\b/g;
const NAMES = /inta?send|instasend/i;

/** Where the first provider is named, each with the reason. */
const ALLOWED = new Map([
  ['providers/provider-code.ts', 'the codes and names of all providers'],
  ['providers/index.ts', 'the line of the registry'],
  ['payments/sell/provider-controllers.ts', 'the paths of the contract'],
  ['payments/sell/selling.response.ts', 'their answers'],
  ['payments/sell/selling-descriptions.ts', 'which provider is the usual one'],
  ['payments/sell/payment-settings.controller.ts', 'the same'],
  ['payments/read/payment.response.ts', 'an example of a payment'],
  ['payments/read/payment-export.controller.ts', 'the same'],
  ['webhooks/webhook-events.response.ts', 'an example of an event'],
  ['users/security-log.response.ts', 'an example of changed keys'],
  ['credentials/credential.response.ts', 'an example of credentials'],
  ['credentials/credentials.controller.ts', 'an example of new credentials'],
  ['credentials/subscribe-webhooks.controller.ts', 'an example of an error'],
  ['credentials/verify-credential.controller.ts', 'an example of an error'],
  ['webhooks/webhooks.controller.ts', 'the path of the contract that names no provider'],
  ['config/settings.ts', 'the settings of the provider'],
  ['config/provider-settings.ts', 'their values'],
  ['config/environment.ts', 'their defaults'],
  ['development.ts', 'starts the simulator'],
  ['development-packages.ts', 'loads the simulator'],
  ['start-summary.ts', 'says where the simulator is'],
]);
const isOwn = (file: string): boolean => /^(providers\/intasend|demo)\//.test(file);

const naming = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !isOwn(file))
  .filter((file) =>
    NAMES.test(readFileSync(join(SRC, file), 'utf8').replaceAll(OF_THE_CONTRACT, '')),
  );

describe('the name of the first provider', () => {
  it('is in its folder and in the paths of the contract, and nowhere else', () => {
    expect(naming.toSorted()).toEqual([...ALLOWED.keys()].toSorted());
  });
});
