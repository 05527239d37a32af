/** The provider that the demo sells through. */
export interface DemoProvider {
  /** As paths and answers spell it. */
  readonly word: 'intasend' | 'kopokopo';
  readonly name: string;
  readonly hasLinks: boolean;
  /** Credentials that its simulator accepts; the suffix makes them those of one operator. */
  credentials(suffix: string): Readonly<Record<string, string>>;
  /** The fields of the credentials' answer to show. */
  readonly shown: readonly string[];
}

const SHOWN = ['id', 'provider_display', 'environment', 'private_key_hint'];

const INTASEND: DemoProvider = {
  word: 'intasend',
  name: 'IntaSend',
  hasLinks: true,
  credentials: (suffix) => ({
    provider: 'intasend',
    api_key: `ISPubKey_test_${suffix}`,
    private_key: `ISSecretKey_test_${suffix}`,
  }),
  shown: SHOWN,
};

const KOPOKOPO: DemoProvider = {
  word: 'kopokopo',
  name: 'Kopo Kopo',
  hasLinks: false,
  credentials: (suffix) => ({
    provider: 'kopokopo',
    client_id: `sim_client_${suffix}`,
    client_secret: `sim_secret_${suffix}`,
    api_key: `sim_apikey_${suffix}`,
    till_number: 'K123456',
  }),
  shown: [...SHOWN, 'has_webhook_challenge'],
};

/**
 * The provider that the arguments of the demo name with `--provider`; the first one unless they do.
 * @throws Error when there is no such provider
 */
export function demoProvider(args: readonly string[]): DemoProvider {
  const at = args.findIndex((arg) => arg === '--provider' || arg.startsWith('--provider='));
  if (at < 0) return INTASEND;
  const word = args[at]?.split('=')[1] ?? args[at + 1] ?? '';
  const found = [INTASEND, KOPOKOPO].find((provider) => provider.word === word);
  if (!found) throw new Error('--provider is intasend or kopokopo');
  return found;
}
