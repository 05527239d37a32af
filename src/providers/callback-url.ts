import { type Settings } from '../config/settings.js';
import { type ProviderCode, providerWord } from './provider-code.js';

/** Where a provider reports what happens to payments. */
export const callbackUrlOf = ({ server }: Settings, provider: ProviderCode): string =>
  `${server.publicUrl}/payments/webhook/${providerWord(provider)}/`;
