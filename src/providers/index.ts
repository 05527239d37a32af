import { type CredentialFormat, type KeyFault, type KeysToCheck } from './credential-format.js';
import { intasendCredentials } from './intasend/intasend.credentials.js';
import { IntaSendProvider } from './intasend/intasend.provider.js';
import { type ProviderCode } from './provider-code.js';

/** Every provider that can take payments. A new provider is one folder and one line here. */
export const PROVIDERS = [IntaSendProvider] as const;

/** The key formats of the providers that declare one. */
const CREDENTIAL_FORMATS: Readonly<Partial<Record<ProviderCode, CredentialFormat>>> = {
  instasend: intasendCredentials,
};

/** Whether a text holds a secret key of any provider. */
export const looksSecret = (text: string): boolean =>
  Object.values(CREDENTIAL_FORMATS).some((format) => format.looksSecret(text));

/** The fault of keys, null when none is found. `api_key` must hold no private key of any provider. */
export function keyFaultOf(provider: ProviderCode, keys: KeysToCheck): KeyFault | null {
  const fault = CREDENTIAL_FORMATS[provider]?.faultOf(keys) ?? null;
  if (fault !== null || !looksSecret(keys.apiKey)) return fault;
  return {
    field: 'api_key',
    message: 'api_key must be the public half of the keys, and this is a private one',
  };
}
