import { FoldSumsService } from '../../src/reports/fold/fold-sums.service.js';
import { type TestApp } from './app.js';
import { until } from './until.js';

/** The service of a server that folds payments into sums. */
export const foldingOf = (app: TestApp): FoldSumsService =>
  app.nest.get(FoldSumsService, { strict: false });

const IS_DONE = `
  SELECT folded_from = '-infinity' AND NOT EXISTS (SELECT FROM payment_sum_changes)
         AND folded_until >= date_bin('1 hour', now() - interval '5 minutes', '2000-01-01')
           AS done
    FROM payment_sum_progress`;

/**
 * Folds until everything is folded but the current hour. Transactions of other tests on the same
 * PostgreSQL may delay it.
 */
export async function foldAll(app: TestApp): Promise<void> {
  await until(
    'all payments are folded',
    async () => {
      await foldingOf(app).fold();
      const [row] = await app.database.query<{ done: boolean }>(IS_DONE);
      return row?.done === true;
    },
    (isDone) => isDone,
  );
}
