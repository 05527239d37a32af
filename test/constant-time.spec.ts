import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SRC = resolve('src');
/** Compares its own made-up keys, and is no part of production. */
const NOT_IN_PRODUCTION = /^(simulator|demo)\//;
const TIMED =
  /(reveal\(\)|[Hh]ash|[Dd]igest|[Ss]ignature|[Cc]hallenge)\s*[!=]==|[!=]==\s*\S*reveal\(\)/;
/** Whether there is one at all is no secret. */
const PRESENCE = /[!=]==?\s*(null|undefined|'')|typeof/;

const lines = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .filter((file) => !NOT_IN_PRODUCTION.test(file))
  .flatMap((file) =>
    readFileSync(join(SRC, file), 'utf8')
      .split('\n')
      .map((text, index) => ({ at: `${file}:${index + 1}`, text })),
  );

describe('secrets', () => {
  it('are compared in constant time, and nowhere by an operator of the language', () => {
    const compared = lines.filter(({ text }) => TIMED.test(text) && !PRESENCE.test(text));
    expect(compared).toEqual([]);
  });

  it('would be found if they were', () => {
    for (const text of ['if (secret.reveal() === given)', 'return storedHash !== hash(given);']) {
      expect(TIMED.test(text) && !PRESENCE.test(text)).toBe(true);
    }
  });
});
