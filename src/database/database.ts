import { SpanKind } from '@opentelemetry/api';
import { type DataSource, type QueryRunner } from 'typeorm';
import { inSpan } from '../common/tracing/spans.js';

const SPAN = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };

/** Runs one SQL statement with parameters and gives its rows. */
export interface Sql {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * SQL for the money paths, where the statement, its locks and its round trips matter more than
 * objects. Text is always a constant; values always travel as parameters.
 */
export class Database implements Sql {
  constructor(private readonly dataSource: DataSource) {}

  async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return inSpan('database query', SPAN, async () => {
      const runner = this.dataSource.createQueryRunner();
      try {
        return await run<Row>(runner, text, values);
      } finally {
        await runner.release();
      }
    });
  }

  /**
   * Runs `work` in one READ COMMITTED transaction: committed when it returns, rolled back when it
   * throws. No call to the outside world belongs in it.
   */
  async transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T> {
    return inSpan('database transaction', SPAN, () =>
      this.dataSource.transaction(async ({ queryRunner }) => {
        if (!queryRunner) throw new Error('A transaction has a query runner');
        return work({ query: (text, values = []) => run(queryRunner, text, values) });
      }),
    );
  }
}

async function run<Row>(
  runner: QueryRunner,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const { records } = await runner.query(text, [...values], true);
  return records as Row[];
}
