import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/*
 * Fernet, version 0x80 (https://github.com/fernet/spec): a token is the padded base64url of
 * version (1) | seconds since 1970, big-endian (8) | IV (16) | AES-128-CBC, PKCS 7 | HMAC-SHA256 (32)
 * where the HMAC covers everything before it.
 */
const VERSION = 0x80;
const IV_START = 9;
const BLOCK_LENGTH = 16;
const CIPHER_START = IV_START + BLOCK_LENGTH;
const MAC_LENGTH = 32;
const KEY_LENGTH = 32;

/**
 * How far ahead the clock of the sealing machine may be: the same as in the Python implementation.
 */
const MAX_CLOCK_SKEW_SECONDS = 60;

/** The text is not a Fernet key. The message never contains it. */
export class FernetKeyError extends Error {
  override readonly name = 'FernetKeyError';

  constructor() {
    super('A Fernet key is 32 bytes in base64url: 44 characters, of which the last is "=".');
  }
}

/**
 * A token does not open. The error does not say why, because only an attacker would need to know.
 */
export class FernetError extends Error {
  override readonly name = 'FernetError';

  constructor() {
    super('The token cannot be opened with this key.');
  }
}

/** A Fernet key: 16 bytes for signing and 16 bytes for encryption. */
export class FernetKey {
  readonly #signing: Buffer;
  readonly #encryption: Buffer;

  private constructor(bytes: Buffer) {
    this.#signing = bytes.subarray(0, KEY_LENGTH / 2);
    this.#encryption = bytes.subarray(KEY_LENGTH / 2);
  }

  /**
   * Reads a key from its base64url text.
   *
   * @throws {FernetKeyError} when it is not exactly 32 bytes in padded base64url.
   */
  static parse(text: string): FernetKey {
    const bytes = decodeBase64Url(text);
    if (bytes?.length !== KEY_LENGTH) throw new FernetKeyError();
    return new FernetKey(bytes);
  }

  /** Generates the text of a new random key. */
  static generate(): string {
    return encodeBase64Url(randomBytes(KEY_LENGTH));
  }

  /** Computes the HMAC-SHA256 of the bytes. */
  sign(bytes: Buffer): Buffer {
    return createHmac('sha256', this.#signing).update(bytes).digest();
  }

  /** Encrypts with AES-128-CBC and PKCS 7 padding. */
  encrypt(plain: Buffer, iv: Buffer): Buffer {
    const cipher = createCipheriv('aes-128-cbc', this.#encryption, iv);
    return Buffer.concat([cipher.update(plain), cipher.final()]);
  }

  /** Reverses {@link encrypt}. Throws the error of node:crypto when the padding is wrong. */
  decrypt(encrypted: Buffer, iv: Buffer): Buffer {
    const decipher = createDecipheriv('aes-128-cbc', this.#encryption, iv);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]);
  }
}

/** The time of sealing, and an `iv` (16 bytes) that is random unless a test vector fixes it. */
export interface SealOptions {
  readonly now: Date;
  readonly iv?: Buffer;
}

/** Limits the age of a token. Without it, a token opens at any time. */
export interface AgeLimit {
  readonly ttlSeconds: number;
  readonly now: Date;
}

/** Seals bytes, or text as UTF-8, into a token that only `key` opens. */
export function seal(plain: Buffer | string, key: FernetKey, options: SealOptions): string {
  const { now, iv = randomBytes(BLOCK_LENGTH) } = options;
  const header = Buffer.alloc(IV_START);
  header.writeUInt8(VERSION);
  header.writeBigUInt64BE(BigInt(epochSeconds(now)), 1);

  const signed = Buffer.concat([header, iv, key.encrypt(Buffer.from(plain), iv)]);
  return encodeBase64Url(Buffer.concat([signed, key.sign(signed)]));
}

/**
 * Opens a token.
 *
 * @throws {FernetError} when the token is malformed, altered, sealed with another key or, given
 * an age limit, older than that or sealed more than 60 seconds in the future.
 */
export function open(token: string, key: FernetKey, limit?: AgeLimit): Buffer {
  const bytes = decodeBase64Url(token);
  if (bytes === null || !hasTokenShape(bytes)) throw new FernetError();

  const signed = bytes.subarray(0, -MAC_LENGTH);
  const mac = bytes.subarray(-MAC_LENGTH);
  // The MAC is checked first: decrypting forged bytes would make an oracle of the padding.
  if (!timingSafeEqual(mac, key.sign(signed))) throw new FernetError();
  if (limit && !isWithin(limit, Number(signed.readBigUInt64BE(1)))) throw new FernetError();

  try {
    return key.decrypt(signed.subarray(CIPHER_START), signed.subarray(IV_START, CIPHER_START));
  } catch {
    throw new FernetError();
  }
}

/** Checks that the version is the known one and that every part has enough bytes. */
function hasTokenShape(bytes: Buffer): boolean {
  return bytes[0] === VERSION && bytes.length > CIPHER_START + MAC_LENGTH;
}

function isWithin({ ttlSeconds, now }: AgeLimit, sealedAt: number): boolean {
  const seconds = epochSeconds(now);
  return sealedAt + ttlSeconds >= seconds && sealedAt <= seconds + MAX_CLOCK_SKEW_SECONDS;
}

function epochSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function encodeBase64Url(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/**
 * Node's decoder ignores unknown characters, missing padding and surplus bits. Only text that
 * encodes back to itself is accepted, so that a token has exactly one spelling.
 */
function decodeBase64Url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return encodeBase64Url(bytes) === text ? bytes : null;
}
