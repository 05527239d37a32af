/** The environment of a key. */
export type KeyEnvironment = 'test' | 'live';

/** One key of an account's pair. */
export interface Key {
  readonly kind: 'publishable' | 'secret';
  readonly environment: KeyEnvironment;
  /** The part after the prefix. Two keys with the same suffix belong to one account. */
  readonly suffix: string;
  readonly text: string;
}

const SHAPES = {
  /** The two older spellings are in IntaSend's first documents. */
  publishable: /^(?:ISPubKey|ISPublicKey|TPPublicKey)_(test|live)_(\S+)$/,
  secret: /^ISSecretKey_(test|live)_(\S+)$/,
} as const;

/** Parses a key; null when the text is not a key of that kind. */
export function parseKey(kind: Key['kind'], text: string): Key | null {
  const match = SHAPES[kind].exec(text);
  const suffix = match?.[2];
  if (suffix === undefined) return null;
  return { kind, environment: match?.[1] === 'live' ? 'live' : 'test', suffix, text };
}
