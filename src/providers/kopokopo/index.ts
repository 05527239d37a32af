import { type ProviderDefinition } from '../payment-provider.js';
import { kopoKopoCredentials } from './kopokopo.credentials.js';
import { KopoKopoProvider } from './kopokopo.provider.js';

/** Payments through Kopo Kopo. */
export const kopoKopo: ProviderDefinition = {
  code: 'kopokopo',
  credentials: kopoKopoCredentials,
  provider: KopoKopoProvider,
};
