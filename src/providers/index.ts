import { type CredentialFormat } from './credential-format.js';
import { intasendCredentials } from './intasend/intasend.credentials.js';
import { IntaSendProvider } from './intasend/intasend.provider.js';
import { type ProviderCode } from './provider-code.js';

/** Every provider that payments can go through. A new one is a folder and a line here. */
export const PROVIDERS = [IntaSendProvider] as const;

/** What the keys of a provider look like, as far as it says. */
export const CREDENTIAL_FORMATS: Readonly<Partial<Record<ProviderCode, CredentialFormat>>> = {
  instasend: intasendCredentials,
};

/** Whether a text looks like a secret of any provider, in whichever field it was put. */
export const looksSecret = (text: string): boolean =>
  Object.values(CREDENTIAL_FORMATS).some((format) => format.looksSecret(text));
