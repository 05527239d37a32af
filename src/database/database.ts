import { SpanKind } from '@opentelemetry/api';
import { type ClientBase, type Pool, type QueryConfig } from 'pg';
import { type DataSource, QueryFailedError } from 'typeorm';
import { inSpan } from '../common/tracing/spans.js';
import { poolOf } from './pool.js';
import { asQuery, type Query, withoutName } from './statement.js';
import { OpenTransaction, type Transaction } from './transaction.js';

const SPAN = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };

/**
 * Runs one SQL statement and returns its rows: a declared statement with its parameters, or a text
 * with the values of its `$1`, `$2` and so on.
 */
export interface Sql {
  query<Row>(query: string | Query<Row>, values?: readonly unknown[]): Promise<Row[]>;
}

/** The options of the connections. */
export interface DatabaseOptions {
  /**
   * Whether each connection keeps its session between statements. Behind a pooler in transaction
   * mode it does not: a prepared statement may be missing when the next statement runs.
   */
  readonly hasOwnConnections: boolean;
}

/**
 * Runs SQL where the exact statement, its locks and its round trips matter more than entities. SQL
 * text is always a constant, and values are always parameters. It uses the driver directly, on the
 * same connections as the entities: TypeORM's query layer costs more than the statements do.
 */
export class Database implements Sql {
  constructor(
    private readonly dataSource: DataSource,
    private readonly options: DatabaseOptions = { hasOwnConnections: true },
  ) {}

  query<Row>(query: string | Query<Row>, values?: readonly unknown[]): Promise<Row[]> {
    return inSpan('database query', SPAN, () => this.run(poolOf(this.dataSource), query, values));
  }

  /**
   * Runs `work` in one READ COMMITTED transaction, which commits when `work` returns and rolls back
   * when it throws. `work` must not call other systems.
   *
   * @throws what `work` throws; nothing is committed then
   * @throws Error when the connection is lost during the commit: nobody knows then whether it has
   *   happened
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inSpan('database transaction', SPAN, () => this.transact(work));
  }

  /** The current number of connections, and how many statements and transactions wait for one. */
  get connections(): { readonly busy: number; readonly idle: number; readonly awaited: number } {
    const { totalCount, idleCount, waitingCount } = poolOf(this.dataSource);
    return { busy: totalCount - idleCount, idle: idleCount, awaited: waitingCount };
  }

  private async transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    let isBroken = false;
    const client = await poolOf(this.dataSource).connect();
    const tx = new OpenTransaction(client, (query, values, maxMs) =>
      this.run(client, query, values, maxMs),
    );
    try {
      const result = await work(tx);
      await tx.end();
      return result;
    } catch (error) {
      await tx.rollBack().catch(() => {
        isBroken = true;
      });
      throw error;
    } finally {
      client.release(isBroken);
    }
  }

  private async run<Row>(
    on: Pool | ClientBase,
    query: string | Query<Row>,
    positional?: readonly unknown[],
    maxMs?: number,
  ): Promise<Row[]> {
    const asked = asQuery(query, positional);
    const { name, text, values } = this.options.hasOwnConnections ? asked : withoutName(asked);
    try {
      const config = { name, text, values: [...values], query_timeout: maxMs };
      return (await on.query<Row & object>(config as QueryConfig)).rows;
    } catch (error) {
      // The values are left out, because they may be secrets and errors are logged.
      throw new QueryFailedError(text, undefined, error as Error);
    }
  }
}
