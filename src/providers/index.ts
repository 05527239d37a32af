import { IntaSendProvider } from './intasend/intasend.provider.js';

/** Every provider that payments can go through. A new one is a folder and a line here. */
export const PROVIDERS = [IntaSendProvider] as const;
