import { type Random } from './random.js';

const ALPHANUMERICS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Generates ids. Short ones and receipts never repeat within one run. */
export class Ids {
  readonly #random: Random;
  readonly #taken = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Seven upper-case letters and digits. */
  short(): string {
    return this.#unique(() => this.#code(7));
  }

  /** An M-Pesa receipt: ten characters that begin with a letter, such as `TDL4X0Q9ZB`. */
  receipt(): string {
    return this.#unique(() => `T${this.#code(9)}`);
  }

  /** A random UUID (version 4). */
  uuid(): string {
    const bytes = Uint8Array.from({ length: 16 }, () => this.#random.int(256));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return Buffer.from(bytes)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  #code(length: number): string {
    return Array.from({ length }, () =>
      ALPHANUMERICS.charAt(this.#random.int(ALPHANUMERICS.length)),
    ).join('');
  }

  #unique(make: () => string): string {
    let id = make();
    while (this.#taken.has(id)) id = make();
    this.#taken.add(id);
    return id;
  }
}
