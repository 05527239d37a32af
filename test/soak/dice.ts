import { SeededRandom } from 'simulator-core';

/** Random numbers by the seed alone. */
export class Dice {
  private readonly random: SeededRandom;

  constructor(seed: string) {
    this.random = new SeededRandom(seed);
  }

  below(limit: number): number {
    return this.random.int(limit);
  }

  chance(percent: number): boolean {
    return this.random.int(100) < percent;
  }

  one<T extends object | string>(choices: readonly T[]): T {
    const chosen = choices[this.random.int(choices.length)];
    if (chosen === undefined) throw new Error('Nothing to choose from');
    return chosen;
  }

  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let left = this.random.int(entries.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    throw new Error('Nothing to choose from');
  }
}
