import { invalidFields } from '../common/errors/api-error.js';
import { mustBeOneOf } from '../common/http/path-words.js';
import { answer, type Description, nothing } from '../common/openapi/describe.decorator.js';
import { pageOf, resource } from '../common/openapi/page.schema.js';
import { about, flag, instant, integerId, oneOf, text } from '../common/openapi/schema.js';
import {
  PROVIDER_CODES,
  PROVIDER_ENVIRONMENTS,
  PROVIDER_NAMES,
  PROVIDER_SPELLINGS,
} from '../providers/provider-code.js';
import { credentialErrors } from './credential-errors.js';
import { type credentialResponse } from './credential.response.js';

const Credential = resource<ReturnType<typeof credentialResponse>>(
  'Credential',
  'Keys of an operator at a payment provider, without the secrets.',
  {
    id: integerId,
    provider: oneOf(PROVIDER_CODES),
    provider_display: oneOf(Object.values(PROVIDER_NAMES)),
    api_key: about('The publishable key.', text),
    environment: oneOf(PROVIDER_ENVIRONMENTS),
    is_active: flag,
    is_live: flag,
    is_sandbox: flag,
    private_key_hint: about('Its last four characters.', text),
    has_webhook_challenge: flag,
    created_at: instant,
    updated_at: instant,
  },
  {
    id: 1,
    provider: 'instasend',
    provider_display: 'IntaSend',
    api_key: 'ISPubKey_test_91ffc81a-8ac4-419e-8008-7091caa8d73f',
    environment: 'sandbox',
    is_active: true,
    is_live: false,
    is_sandbox: true,
    private_key_hint: 'd73f',
    has_webhook_challenge: true,
    created_at: '2026-03-01T08:00:00.000Z',
    updated_at: '2026-03-01T08:00:00.000Z',
  },
);

const example = {
  provider: 'instasend',
  api_key: 'ISPubKey_test_91ffc81a-8ac4-419e-8008-7091caa8d73f',
  environment: 'sandbox',
  webhook_challenge: 'a secret that IntaSend sends along',
};
const PRIVATE_KEY = 'ISSecretKey_test_91ffc81a-8ac4-419e-8008-7091caa8d73f';

/** Describes the endpoints of credentials. */
export const credentialsDocs = {
  create: {
    summary: 'Add keys of a payment provider',
    description:
      'The private key and the challenge are sealed and never shown again. Of several active ' +
      "pairs the newest is used for new payments. Values are trimmed; keys in each other's field " +
      'and keys of another environment are refused.',
    example: { ...example, private_key: PRIVATE_KEY },
    answers: [answer(201, 'The new credentials.', Credential)],
  },
  list: {
    summary: 'List credentials',
    answers: [answer(200, 'A page of credentials.', pageOf('Credential', Credential))],
  },
  inUse: {
    summary: 'Show the credentials in use',
    description: 'The newest active ones of the provider.',
    parameters: [
      {
        name: 'provider',
        in: 'path',
        required: true,
        schema: oneOf(PROVIDER_SPELLINGS),
        example: 'instasend',
      },
    ],
    answers: [answer(200, 'The credentials that new payments use.', Credential)],
    errors: [
      invalidFields({ provider: [mustBeOneOf('provider', PROVIDER_CODES)] }),
      credentialErrors.noneInUse('instasend'),
    ],
  },
  get: {
    summary: 'Show credentials',
    answers: [answer(200, 'The credentials.', Credential)],
    errors: [credentialErrors.notFound()],
  },
  replace: {
    summary: 'Replace credentials',
    description:
      'All fields but the private key, which has its own operation. Absent optional fields keep ' +
      'their value; a challenge that is empty is removed, null leaves it as it is. Pending ' +
      'payments keep the keys and the challenge that they were made with.',
    example,
    answers: [answer(200, 'The changed credentials.', Credential)],
    errors: [credentialErrors.notFound()],
  },
  change: {
    summary: 'Change credentials',
    description:
      'A challenge that is empty is removed; null leaves it as it is. Pending payments keep the ' +
      'keys and the challenge that they were made with.',
    example: { is_active: false },
    answers: [
      answer(200, 'The changed credentials.', Credential, {
        ...Credential.example,
        is_active: false,
      }),
    ],
    errors: [credentialErrors.notFound()],
  },
  remove: {
    summary: 'Delete credentials',
    description:
      'New payments do not use them. Reconciliation uses them for the payments that were made with ' +
      'them; after its last recheck, after nine days unless `LINK_EXPIRY_HOURS` is longer, the ' +
      'secrets are deleted.',
    answers: [nothing('The credentials are deleted.')],
    errors: [credentialErrors.notFound()],
  },
  updatePrivateKey: {
    summary: 'Replace the private key',
    description: 'Pending payments keep the key that they were made with.',
    example: { private_key: PRIVATE_KEY },
    answers: [answer(200, 'The changed credentials.', Credential)],
    errors: [credentialErrors.notFound()],
  },
  toggle: {
    summary: 'Activate or deactivate credentials',
    answers: [
      answer(200, 'The changed credentials.', Credential, {
        ...Credential.example,
        is_active: false,
      }),
    ],
    errors: [credentialErrors.notFound()],
  },
} as const satisfies Record<string, Description>;
