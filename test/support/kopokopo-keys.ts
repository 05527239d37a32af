import { keysNamed } from 'kopokopo-simulator';
import { randomHex } from '../../src/common/crypto/tokens.js';

/** The credentials of an application at the Kopo Kopo simulator, as the API takes them. */
export function kopoKopoKeys(name = randomHex(6), till = 'K123456') {
  const { clientId, clientSecret, apiKey } = keysNamed(name);
  return {
    provider: 'kopokopo',
    client_id: clientId,
    client_secret: clientSecret,
    api_key: apiKey,
    till_number: till,
  };
}
