import { type ApiKeyPair } from '../auth/api-key-pair.js';
import { type ShownApiKey } from '../auth/api-keys.repository.js';
import { toIso } from '../common/time/instant.js';

const shownOnce = ({ publicKey, privateKey }: ApiKeyPair) => ({
  public_key: publicKey,
  private_key: privateKey.reveal(),
});

/** `GET /users/api-keys/` */
export const apiKeysResponse = ({ publicKey, createdAt }: ShownApiKey) => ({
  public_key: publicKey,
  created_at: toIso(createdAt),
});

/** `POST /users/generate-api-key/`: the only time that the private key is shown. */
export const generatedResponse = (pair: ApiKeyPair) => ({
  message: 'API keys generated successfully. The private key is shown only this once.',
  api_key: shownOnce(pair),
});

/** `POST /users/rotate-api-keys/`: existing clients read the keys at the top level. */
export const rotatedResponse = (pair: ApiKeyPair) => ({
  message: 'API keys rotated successfully. The private key is shown only this once.',
  api_key: shownOnce(pair),
  ...shownOnce(pair),
});

/** `POST /users/set-custom-api-keys/` */
export const customKeysResponse = (key: ShownApiKey) => ({
  message: 'API keys set successfully',
  ...apiKeysResponse(key),
});
