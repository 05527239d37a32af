import { type Clock, SystemClock } from '../clock.js';
import { FernetError, FernetKey, open, seal } from './fernet.js';
import { Secret } from './secret.js';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** A sealed value opens with none of the keys: it was altered, or its key has been taken away. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';

  constructor() {
    super('The sealed value cannot be opened with any of the encryption keys.');
  }
}

/** The setting is not a list of Fernet keys. The message says which one is wrong and shows none. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

/**
 * The keys that secrets are sealed with in the database, newest first: the first seals, all
 * open. To change keys, put a new one in front, reseal what {@link needsReseal}, then drop the old.
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
   * Reads Fernet keys separated by commas; spaces and empty places between them do not matter.
   * The clock only dates the tokens; they open at any time.
   *
   * @throws {KeyRingError} when there is none or one is malformed.
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

  /** The text of a new random key, to be put in front of the ring. */
  static generateKey(): string {
    return FernetKey.generate();
  }

  /**
   * Seals the secret with the newest key; sealed twice it gives two different tokens.
   *
   * @throws {TypeError} when the text has half a surrogate pair, which UTF-8 cannot write.
   */
  seal(secret: Secret): string {
    const text = secret.reveal();
    if (LONE_SURROGATE.test(text)) throw new TypeError('The secret is not well-formed text.');
    return seal(text, this.#newest, { now: this.#clock.now() });
  }

  /** @throws {SealBrokenError} when no key opens the token, or what it holds is not text. */
  open(token: string): Secret {
    for (const key of [this.#newest, ...this.#older]) {
      const plain = openOrNull(token, key);
      if (plain !== null) return new Secret(decodeUtf8(plain));
    }
    throw new SealBrokenError();
  }

  /**
   * Whether an older key sealed the token, so that it should be sealed anew.
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
