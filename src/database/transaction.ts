import { type PoolClient } from 'pg';
import { type Sql } from './database.js';
import { sendTogether } from './pool.js';
import { type Prepared } from './prepared.js';

/** A transaction under way: a statement may be sent before the one before it was answered. */
export interface Transaction extends Sql {
  /**
   * Runs the last statement and commits, in one round trip. Nothing may follow it.
   * @throws what the statement throws; nothing is committed then
   */
  finish<Row>(statement: string | Prepared, values?: readonly unknown[]): Promise<Row[]>;
  /** Makes the transaction leave nothing behind when its work returns. */
  undo(): void;
}

/** {@link Transaction} on a connection that is lent out for it. */
export class OpenTransaction implements Transaction {
  private readonly begun: Promise<unknown>;
  private ending: Promise<string> | undefined;
  private isUndone = false;

  /** Begins it; the first statement does not wait for that, and travels along with it. */
  constructor(
    private readonly client: PoolClient,
    private readonly sql: Sql,
  ) {
    sendTogether(client);
    this.begun = client.query('BEGIN');
    // Should it fail, so does the first statement; nobody waits for it before the end.
    this.begun.catch(() => undefined);
  }

  query<Row>(statement: string | Prepared, values?: readonly unknown[]): Promise<Row[]> {
    if (this.ending) return Promise.reject(new Error('The transaction has had its last statement'));
    return this.sql.query(statement, values);
  }

  async finish<Row>(statement: string | Prepared, values?: readonly unknown[]): Promise<Row[]> {
    sendTogether(this.client);
    const sent = this.query<Row>(statement, values);
    this.ending = this.send('COMMIT');
    const rows = await sent;
    await this.end();
    return rows;
  }

  undo(): void {
    this.isUndone = true;
  }

  /** Commits, unless that has been done or was not wanted. @throws Error when nothing was committed */
  async end(): Promise<void> {
    await this.begun;
    if (this.isUndone) return this.rollBack();
    this.ending ??= this.send('COMMIT');
    const command = await this.ending;
    // PostgreSQL answers otherwise when a statement had failed and its error was swallowed.
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back');
  }

  /** Undoes everything, after all that was sent has been answered. */
  async rollBack(): Promise<void> {
    // A transaction in which something has failed is rolled back by its COMMIT as well.
    this.ending ??= this.send('ROLLBACK');
    await this.ending;
  }

  private send(command: 'COMMIT' | 'ROLLBACK'): Promise<string> {
    const ending = this.client.query(command).then((result) => result.command);
    // Whoever ends the transaction hears of it; until then another error may be first.
    ending.catch(() => undefined);
    return ending;
  }
}
