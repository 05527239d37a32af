import { type ApiKeyPair } from '../auth/api-key-pair.js';
import { type ShownApiKey } from '../auth/api-keys.repository.js';
import { response } from '../common/openapi/response.js';
import { instant, object, type Schema, text } from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';

const GENERATED = 'API keys generated successfully. The private key is shown only this once.';
const ROTATED = 'API keys rotated successfully. The private key is shown only this once.';
const SET = 'API keys set successfully';

const publicKey: Schema<string> = { ...text, pattern: '^[0-9a-f]{32}$' };
const privateKey: Schema<string> = { ...text, pattern: '^[0-9a-f]{64}$' };
const pair = object({ public_key: publicKey, private_key: privateKey });

/** A pair that might be real. */
export const EXAMPLE_PAIR = {
  public_key: '5f2c8a1e9b3d4760a8c1e2f3b4d5a697',
  private_key: '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9',
};

const shownOnce = (key: ApiKeyPair) => ({
  public_key: key.publicKey,
  private_key: key.privateKey.reveal(),
});

/** `GET /users/api-keys/` */
export const ApiKeyResponse = response<ShownApiKey>(
  'ApiKey',
  'The current pair, without the private key, of which only a digest is stored.',
).with({
  public_key: [publicKey, EXAMPLE_PAIR.public_key, (key) => key.publicKey],
  created_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.createdAt)],
});

/** `POST /users/generate-api-key/`: the only time that the private key is shown. */
export const GeneratedApiKeyResponse = response<ApiKeyPair>(
  'GeneratedApiKey',
  'A new pair. Its private half is shown this once.',
).with({
  message: [text, GENERATED, () => GENERATED],
  api_key: [pair, EXAMPLE_PAIR, shownOnce],
});

/** `POST /users/rotate-api-keys/`: existing clients read the keys at the top level. */
export const RotatedApiKeyResponse = response<ApiKeyPair>(
  'RotatedApiKey',
  'A new pair, inside and at the top. Its private half is shown this once.',
).with({
  message: [text, ROTATED, () => ROTATED],
  api_key: [pair, EXAMPLE_PAIR, shownOnce],
  public_key: [publicKey, EXAMPLE_PAIR.public_key, (key) => key.publicKey],
  private_key: [privateKey, EXAMPLE_PAIR.private_key, (key) => key.privateKey.reveal()],
});

/** `POST /users/set-custom-api-keys/` */
export const CustomApiKeyResponse = response<ShownApiKey>(
  'CustomApiKey',
  'The operator’s own pair.',
).with({ message: [text, SET, () => SET], ...ApiKeyResponse.fields });
