import { createHash, randomInt } from 'node:crypto';

/** Where ids, receipts and chance come from. */
export interface Random {
  /** A whole number from 0 up to, but not including, `below`. */
  int(below: number): number;
}

/** Chance is drawn in parts of this. */
const FINENESS = 1_000_000;

/** Whether something of this chance happens now; a chance of 1 is not drawn for. */
export function strikes(random: Random, probability = 1): boolean {
  return probability >= 1 || random.int(FINENESS) < probability * FINENESS;
}

/** The machine's own randomness. */
export class CryptoRandom implements Random {
  int(below: number): number {
    return randomInt(below);
  }
}

/**
 * The same sequence for the same seed, on every machine and version of Node:
 * SHA-256 over the seed and a counter. Good for repeatable runs, not for secrets.
 */
export class SeededRandom implements Random {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  int(below: number): number {
    const digest = createHash('sha256').update(`${this.#seed}:${this.#drawn}`).digest();
    this.#drawn += 1;
    return digest.readUIntBE(0, 6) % below;
  }
}
