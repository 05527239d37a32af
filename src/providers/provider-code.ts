/** The payment providers that operators can hold credentials for, as the API spells them. */
export const PROVIDER_CODES = ['instasend', 'kopokopo'] as const;
export type ProviderCode = (typeof PROVIDER_CODES)[number];

/** The right spelling of the misspelled code that existing clients send. */
const ALIAS = { spelling: 'intasend', code: 'instasend' } as const;

/** Every spelling of a provider that the API accepts. */
export const PROVIDER_SPELLINGS: readonly string[] = [...PROVIDER_CODES, ALIAS.spelling];

/** Display names. */
export const PROVIDER_NAMES: Readonly<Record<ProviderCode, string>> = {
  instasend: 'IntaSend',
  kopokopo: 'Kopo Kopo',
};

/** The test environment and the one with real money. */
export const PROVIDER_ENVIRONMENTS = ['sandbox', 'live'] as const;
export type ProviderEnvironment = (typeof PROVIDER_ENVIRONMENTS)[number];

/** The provider as one word, in paths and error codes: spelled right. */
export const providerWord = (code: ProviderCode): string =>
  code === ALIAS.code ? ALIAS.spelling : code;

/** Parses a provider code from a request; null for anything else. */
export function parseProviderCode(value: unknown): ProviderCode | null {
  if (value === ALIAS.spelling) return ALIAS.code;
  return PROVIDER_CODES.find((code) => code === value) ?? null;
}
