import { type ProviderDefinition } from '../payment-provider.js';
import { intasendCredentials } from './intasend.credentials.js';
import { IntaSendProvider } from './intasend.provider.js';

/** Payments through IntaSend. */
export const intaSend: ProviderDefinition = {
  code: 'instasend',
  credentials: intasendCredentials,
  provider: IntaSendProvider,
};
