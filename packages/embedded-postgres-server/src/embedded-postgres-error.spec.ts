import { describe, expect, it } from '@jest/globals';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

describe('an error of the embedded server', () => {
  it('gives the reason, an alternative, and the end of the output of PostgreSQL', () => {
    const said = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
    const error = new EmbeddedPostgresError('It does not start', said).advising('Use another.');
    expect(error.message).toMatch(
      /^It does not start\. Use another\.\nPostgreSQL said:\nline 25\n/,
    );
    expect(error.message).toMatch(/line 39$/);
  });

  it('has no unnecessary parts', () => {
    expect(new EmbeddedPostgresError('It does not start').message).toBe('It does not start.');
  });

  it.each(['', 'Shop', 'my-shop', '1shop', 'shop"; --', '../shop', 'x'.repeat(22)])(
    'tells before anything is made that %j is no name',
    async (name) => {
      const started = startEmbeddedPostgres({ name, dataDir: '/nonexistent', advice: 'So there.' });
      await expect(started).rejects.toThrow(/cannot be called ".*"\. So there\.$/);
    },
  );
});
