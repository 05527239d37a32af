import { SpanKind } from '@opentelemetry/api';
import { type ClientBase, type Pool } from 'pg';
import { type DataSource, QueryFailedError } from 'typeorm';
import { inSpan } from '../common/tracing/spans.js';
import { poolOf } from './pool.js';
import { type Prepared } from './prepared.js';
import { OpenTransaction, type Transaction } from './transaction.js';

const SPAN = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };

/** Runs one SQL statement with parameters and gives its rows. */
export interface Sql {
  query<Row>(statement: string | Prepared, values?: readonly unknown[]): Promise<Row[]>;
}

/** What the database is to be used like. */
export interface DatabaseOptions {
  /**
   * Whether connections are ours alone from statement to statement. Behind a pooler in transaction
   * mode they are not: what one of them has prepared, the next statement may not find.
   */
  readonly hasOwnConnections: boolean;
}

/**
 * SQL for the paths where the statement, its locks and its round trips matter more than objects.
 * Text is always a constant; values always travel as parameters. It uses the driver itself, on the
 * connections that entities use as well: what lies in between costs more than the statements do.
 */
export class Database implements Sql {
  constructor(
    private readonly dataSource: DataSource,
    private readonly options: DatabaseOptions = { hasOwnConnections: true },
  ) {}

  query<Row>(statement: string | Prepared, values: readonly unknown[] = []): Promise<Row[]> {
    return inSpan('database query', SPAN, () =>
      this.run<Row>(poolOf(this.dataSource), statement, values),
    );
  }

  /**
   * Runs `work` in one READ COMMITTED transaction: committed when it returns, rolled back when it
   * throws. No call to the outside world belongs in it.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inSpan('database transaction', SPAN, () => this.transact(work));
  }

  private async transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await poolOf(this.dataSource).connect();
    let isBroken = false;
    // While a connection is lent out, the pool does not hear of its end; unheard, it ends us all.
    const onError = (): void => {
      isBroken = true;
    };
    client.on('error', onError);
    const tx = new OpenTransaction(client, {
      query: (statement, values = []) => this.run(client, statement, values),
    });
    try {
      const result = await work(tx);
      await tx.end();
      return result;
    } catch (error) {
      await tx.rollBack().catch(onError);
      throw error;
    } finally {
      client.removeListener('error', onError);
      client.release(isBroken);
    }
  }

  private async run<Row>(
    on: Pool | ClientBase,
    statement: string | Prepared,
    values: readonly unknown[],
  ): Promise<Row[]> {
    try {
      const { rows } = await on.query<Row & object>(this.configOf(statement), [...values]);
      return rows;
    } catch (error) {
      const { text } = typeof statement === 'string' ? { text: statement } : statement;
      // Without the values: they may be secrets, and errors are logged.
      throw new QueryFailedError(text, undefined, error as Error);
    }
  }

  private configOf(statement: string | Prepared): string | Prepared | { readonly text: string } {
    if (typeof statement === 'string' || this.options.hasOwnConnections) return statement;
    return { text: statement.text };
  }
}
