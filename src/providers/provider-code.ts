/** The payment providers that operators can hold credentials for, as the API spells them. */
export const PROVIDER_CODES = ['instasend', 'kopokopo'] as const;
export type ProviderCode = (typeof PROVIDER_CODES)[number];

/** Display names. */
export const PROVIDER_NAMES: Readonly<Record<ProviderCode, string>> = {
  instasend: 'IntaSend',
  kopokopo: 'Kopo Kopo',
};

/** The test environment and the one with real money. */
export const PROVIDER_ENVIRONMENTS = ['sandbox', 'live'] as const;
export type ProviderEnvironment = (typeof PROVIDER_ENVIRONMENTS)[number];

/**
 * Parses a provider code from a request. Existing clients send the misspelled `instasend`, and the
 * API answers with it too. The right spelling is accepted as an alias.
 */
export function parseProviderCode(value: unknown): ProviderCode | null {
  if (value === 'intasend') return 'instasend';
  return PROVIDER_CODES.find((code) => code === value) ?? null;
}
