import { createHash, randomInt } from 'node:crypto';

/** The source of randomness for ids, receipts and probabilities. */
export interface Random {
  /** A whole number from 0 up to, but not including, `below`. */
  int(below: number): number;
}

/** The resolution of probabilities. */
const FINENESS = 1_000_000;

/** Whether an event with this probability happens now. A probability of 1 draws no number. */
export function strikes(random: Random, probability = 1): boolean {
  return probability >= 1 || random.int(FINENESS) < probability * FINENESS;
}

/** The randomness of the system. */
export class CryptoRandom implements Random {
  int(below: number): number {
    return randomInt(below);
  }
}

/**
 * Gives the same sequence for the same seed, on every machine and version of Node: SHA-256 over the
 * seed and a counter. It is for repeatable runs, not for secrets.
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
