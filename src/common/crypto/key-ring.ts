import { type Clock, SystemClock } from '../clock.js';
import { FernetError, FernetKey, open, seal } from './fernet.js';
import { Secret } from './secret.js';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** No key opens a sealed value: the value was altered, or its key was removed. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';

  constructor() {
    super('The sealed value cannot be opened with any of the encryption keys.');
  }
}

/**
 * The setting is not a list of Fernet keys. The message says which key is wrong, but does not show
 * it.
 */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

/**
 * The keys that encrypt secrets in the database, newest first: the first one seals, all of them
 * open. To change keys, add a new one at the front, seal again what {@link needsReseal} reports,
 * and then remove the old one.
 */
export class KeyRing {
  readonly #newest: FernetKey;
  readonly #older: readonly FernetKey[];
  readonly #clock: Clock;

  private constructor(newest: FernetKey, older: readonly FernetKey[], clock: Clock) {
    this.#newest = newest;
    this.#older = older;
    this.#clock = clock;
  }

  /**
   * Reads Fernet keys separated by commas; spaces and empty entries are ignored. The clock only
   * dates the tokens; they never expire.
   *
   * @throws {KeyRingError} when there is no key or one is malformed.
   */
  static parse(text: Secret, clock: Clock = new SystemClock()): KeyRing {
    const texts = text
      .reveal()
      .split(',')
      .map((part) => part.trim());
    const [newest, ...older] = texts.filter((part) => part !== '').map(parseKey);
    if (newest === undefined) throw new KeyRingError('There is no encryption key.');
    return new KeyRing(newest, older, clock);
  }

  /** Generates the text of a new random key for the front of the ring. */
  static generateKey(): string {
    return FernetKey.generate();
  }

  /**
   * Seals the secret with the newest key. Two calls give two different tokens.
   *
   * @throws {TypeError} when the text has half a surrogate pair, which UTF-8 cannot encode.
   */
  seal(secret: Secret): string {
    const text = secret.reveal();
    if (LONE_SURROGATE.test(text)) throw new TypeError('The secret is not well-formed text.');
    return seal(text, this.#newest, { now: this.#clock.now() });
  }

  /** @throws {SealBrokenError} when no key opens the token, or its content is not text. */
  open(token: string): Secret {
    for (const key of [this.#newest, ...this.#older]) {
      const plain = openOrNull(token, key);
      if (plain !== null) return new Secret(decodeUtf8(plain));
    }
    throw new SealBrokenError();
  }

  /**
   * Whether an older key sealed the token, so that it should be sealed again.
   *
   * @throws {SealBrokenError} when no key opens it.
   */
  needsReseal(token: string): boolean {
    if (openOrNull(token, this.#newest) !== null) return false;
    this.open(token);
    return true;
  }
}

function parseKey(text: string, index: number, all: readonly string[]): FernetKey {
  try {
    return FernetKey.parse(text);
  } catch {
    throw new KeyRingError(
      `Encryption key ${index + 1} of ${all.length} is not 32 bytes in base64url (44 characters).`,
    );
  }
}

function openOrNull(token: string, key: FernetKey): Buffer | null {
  try {
    return open(token, key);
  } catch (error) {
    if (error instanceof FernetError) return null;
    throw error;
  }
}

function decodeUtf8(plain: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
  } catch {
    throw new SealBrokenError();
  }
}
