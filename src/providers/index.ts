import { intaSend } from './intasend/index.js';
import { kopoKopo } from './kopokopo/index.js';
import { type ProviderDefinition } from './payment-provider.js';

/** Every provider that can take payments. A new provider is one folder and one line here. */
export const PROVIDERS: readonly ProviderDefinition[] = [intaSend, kopoKopo];
