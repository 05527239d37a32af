import { type Secret } from '../../common/crypto/secret.js';
import {
  type CredentialFault,
  type CredentialFormat,
  type CredentialsToCheck,
  USUAL_FIELDS,
} from '../credential-format.js';
import { type ProviderAccount, valueOf } from '../payment-provider.js';
import { type ProviderEnvironment } from '../provider-code.js';

/**
 * Keys are found anywhere in a text, because other text is pasted along, such as `Bearer `.
 * IntaSend's first documents use the two older prefixes.
 */
const PUBLISHABLE = /(?:ISPubKey|ISPublicKey|TPPublicKey)_/i;
const SECRET = /ISSecretKey/i;
const ENVIRONMENT = /[a-z]_(test|live)_/i;

/** Reads the environment from the prefix of a key; null when it has none. */
function environmentOf(key: string): ProviderEnvironment | null {
  const [, name] = ENVIRONMENT.exec(key) ?? [];
  if (name === undefined) return null;
  return name.toLowerCase() === 'live' ? 'live' : 'sandbox';
}

/** The keys of an account. */
export const keysOf = (
  account: ProviderAccount,
): { readonly publishableKey: string; readonly privateKey: Secret } => ({
  publishableKey: valueOf(account, 'api_key').reveal(),
  privateKey: valueOf(account, 'private_key'),
});

/** The format of IntaSend's keys: the prefix tells the kind of the key and its environment. */
export const intasendCredentials: CredentialFormat = {
  fields: USUAL_FIELDS,
  looksSecret: (text) => SECRET.test(text),
  faultOf: ({ values, environment }: CredentialsToCheck): CredentialFault | null => {
    const apiKey = values['api_key']?.reveal() ?? '';
    const secret = values['private_key']?.reveal() ?? '';
    if (SECRET.test(apiKey)) {
      return {
        field: 'api_key',
        message: 'api_key must be the publishable key (ISPubKey_…), and this is a private one',
      };
    }
    if (PUBLISHABLE.test(secret)) {
      return {
        field: 'private_key',
        message:
          'private_key must be the secret key (ISSecretKey_…), and this is a publishable one',
      };
    }
    return environmentFault([environmentOf(apiKey), environmentOf(secret)], environment);
  },
};

function environmentFault(
  [ofApiKey, ofPrivateKey]: readonly [ProviderEnvironment | null, ProviderEnvironment | null],
  environment: ProviderEnvironment,
): CredentialFault | null {
  const isApiKeyOff = ofApiKey !== null && ofApiKey !== environment;
  const isPrivateKeyOff = ofPrivateKey !== null && ofPrivateKey !== environment;
  if (!isApiKeyOff && !isPrivateKeyOff) return null;
  if (isApiKeyOff && isPrivateKeyOff) {
    return { field: 'environment', message: `environment must be ${ofApiKey}, as both keys are` };
  }
  const field = isApiKeyOff ? 'api_key' : 'private_key';
  return {
    field,
    message:
      `${field} must be a key of the ${environment} environment, as the other half is; ` +
      'keys of another environment are added as new credentials',
  };
}
