import { type CredentialFormat } from './credential-format.js';
import { intasendCredentials } from './intasend/intasend.credentials.js';
import { IntaSendProvider } from './intasend/intasend.provider.js';
import { type ProviderCode } from './provider-code.js';

/** Every provider that can take payments. A new provider is one folder and one line here. */
export const PROVIDERS = [IntaSendProvider] as const;

/** The key formats of the providers that declare one. */
export const CREDENTIAL_FORMATS: Readonly<Partial<Record<ProviderCode, CredentialFormat>>> = {
  instasend: intasendCredentials,
};

/** Whether a text looks like a secret key of any provider. */
export const looksSecret = (text: string): boolean =>
  Object.values(CREDENTIAL_FORMATS).some((format) => format.looksSecret(text));
