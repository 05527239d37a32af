import { type PoolClient } from 'pg';
import { maxAnswerMs } from './connections.js';
import { type Sql } from './database.js';
import { sendTogether } from './pool.js';
import { type Query } from './statement.js';

/**
 * A running transaction. A statement may be sent before the previous one was answered (pipelining), and
 * those that are sent without waiting in between are one write.
 */
export interface Transaction extends Sql {
  /**
   * Runs the last statement and commits in one round trip. No statement may follow.
   * @throws the error of the statement; nothing is committed then
   */
  finish<Row>(query: string | Query<Row>, values?: readonly unknown[]): Promise<Row[]>;
  /** Makes the transaction roll back when its work returns. */
  undo(): void;
  /** Gives each later statement this time, in ms, instead of the usual one. */
  limitStatements(ms: number): Promise<void>;
}

/** Runs a statement. @param maxMs how long its answer is waited for; the usual time if undefined */
type Run = <Row>(
  query: string | Query<Row>,
  values: readonly unknown[] | undefined,
  maxMs: number | undefined,
) => Promise<Row[]>;

/** A {@link Transaction} on a connection that is reserved for it. */
export class OpenTransaction implements Transaction {
  private readonly begun: Promise<unknown>;
  private ending: Promise<string> | undefined;
  private isUndone = false;
  private maxMs: number | undefined;

  /** Sends BEGIN. The first statement is sent together with it, without waiting for the answer. */
  constructor(
    private readonly client: PoolClient,
    private readonly run: Run,
  ) {
    sendTogether(client);
    this.begun = client.query('BEGIN');
    // If BEGIN fails, the first statement fails too, so its own error is handled at the end.
    this.begun.catch(() => undefined);
  }

  query<Row>(query: string | Query<Row>, values?: readonly unknown[]): Promise<Row[]> {
    if (this.ending)
      return Promise.reject(new Error('The transaction has already run its last statement'));
    sendTogether(this.client);
    return this.run(query, values, this.maxMs);
  }

  async finish<Row>(query: string | Query<Row>, values?: readonly unknown[]): Promise<Row[]> {
    const sent = this.query(query, values);
    this.ending = this.send('COMMIT');
    const rows = await sent;
    await this.end();
    return rows;
  }

  undo(): void {
    this.isUndone = true;
  }

  async limitStatements(ms: number): Promise<void> {
    await this.query(`SET LOCAL statement_timeout = ${ms}`);
    this.maxMs = maxAnswerMs(ms);
  }

  /**
   * Commits, unless this has happened or was not wanted.
   *
   * @throws Error when nothing was committed, or when nobody knows, because the connection was lost
   *   before the answer came
   */
  async end(): Promise<void> {
    await this.begun;
    if (this.isUndone) return this.rollBack();
    this.ending ??= this.send('COMMIT');
    const command = await this.ending;
    // PostgreSQL answers ROLLBACK when a statement had failed and its error was caught.
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back');
  }

  /** Rolls back after all statements that were sent have been answered. */
  async rollBack(): Promise<void> {
    // After a failed statement, COMMIT rolls back too.
    this.ending ??= this.send('ROLLBACK');
    await this.ending;
  }

  private send(command: 'COMMIT' | 'ROLLBACK'): Promise<string> {
    const config = { text: command, query_timeout: this.maxMs };
    const ending = this.client.query(config).then((result) => result.command);
    // The end of the transaction reports this error; until then a statement may report another one
    // first.
    ending.catch(() => undefined);
    return ending;
  }
}
