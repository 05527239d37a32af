import { answer, type Description } from '../common/openapi/describe.decorator.js';
import { instant, object, resource, text } from '../common/openapi/schema.js';
import { noApiKeys, publicKeyTaken } from './api-key-errors.js';
import {
  type apiKeysResponse,
  type customKeysResponse,
  type generatedResponse,
  type rotatedResponse,
} from './api-keys.responses.js';

const PUBLIC_KEY = '5f2c8a1e9b3d4760a8c1e2f3b4d5a697';
const PRIVATE_KEY = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9';

const publicKey = { ...text, pattern: '^[0-9a-f]{32}$' };
const privateKey = { ...text, pattern: '^[0-9a-f]{64}$' };
const pair = object({ public_key: publicKey, private_key: privateKey });
const examplePair = { public_key: PUBLIC_KEY, private_key: PRIVATE_KEY };

const ApiKey = resource<ReturnType<typeof apiKeysResponse>>(
  'ApiKey',
  'The current pair, without the private key, of which only a digest is stored.',
  { public_key: publicKey, created_at: instant },
  { public_key: PUBLIC_KEY, created_at: '2026-03-01T08:00:00.000Z' },
);

const GeneratedApiKey = resource<ReturnType<typeof generatedResponse>>(
  'GeneratedApiKey',
  'A new pair. Its private half is shown this once.',
  { message: text, api_key: pair },
  {
    message: 'API keys generated successfully. The private key is shown only this once.',
    api_key: examplePair,
  },
);

const RotatedApiKey = resource<ReturnType<typeof rotatedResponse>>(
  'RotatedApiKey',
  'A new pair, inside and at the top. Its private half is shown this once.',
  { message: text, api_key: pair, public_key: publicKey, private_key: privateKey },
  {
    message: 'API keys rotated successfully. The private key is shown only this once.',
    api_key: examplePair,
    ...examplePair,
  },
);

const CustomApiKey = resource<ReturnType<typeof customKeysResponse>>(
  'CustomApiKey',
  'The operator’s own pair.',
  { message: text, public_key: publicKey, created_at: instant },
  { message: 'API keys set successfully', ...ApiKey.example },
);

const GRACE =
  'The old private key stops at once, and the logins that it began end. The old public key goes ' +
  'on working for `grace_hours`, so that portals out there need not be changed the same minute.';

/** Describes the endpoints of API keys. */
export const apiKeysDocs = {
  current: {
    summary: 'Show the current API key',
    answers: [answer(200, 'The pair, without the private key.', ApiKey)],
    errors: [noApiKeys()],
  },
  generate: {
    summary: 'Generate a new pair of API keys',
    description: GRACE,
    answers: [answer(201, 'The new pair.', GeneratedApiKey)],
  },
  rotate: {
    summary: 'Replace the API keys by a new pair',
    description: GRACE,
    answers: [answer(201, 'The new pair.', RotatedApiKey)],
  },
  setCustom: {
    summary: 'Replace the API keys by a pair of your own',
    description: `The keys must be random. ${GRACE}`,
    example: examplePair,
    answers: [answer(201, 'The pair is in use.', CustomApiKey)],
    errors: [publicKeyTaken()],
  },
} as const satisfies Record<string, Description>;
