/** Which of IntaSend's two worlds a key belongs to. */
export type KeyEnvironment = 'test' | 'live';

/** One half of an account's key pair. */
export interface Key {
  readonly kind: 'publishable' | 'secret';
  readonly environment: KeyEnvironment;
  /** What follows the prefix. Two keys with the same suffix belong to one account. */
  readonly suffix: string;
  readonly text: string;
}

const SHAPES = {
  /** The two older spellings are in IntaSend's first documents. */
  publishable: /^(?:ISPubKey|ISPublicKey|TPPublicKey)_(test|live)_(\S+)$/,
  secret: /^ISSecretKey_(test|live)_(\S+)$/,
} as const;

/** Takes a key apart; null when it does not look like one of that kind. */
export function parseKey(kind: Key['kind'], text: string): Key | null {
  const match = SHAPES[kind].exec(text);
  const suffix = match?.[2];
  if (suffix === undefined) return null;
  return { kind, environment: match?.[1] === 'live' ? 'live' : 'test', suffix, text };
}
