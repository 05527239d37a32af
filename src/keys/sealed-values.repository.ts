import { type Sql } from '../database/database.js';
import { type SealedColumn } from './sealed-columns.js';

/** The values of a primary key as text, to be cast back for comparison. */
export type RowKey = readonly string[];

/** A sealed value and its primary key. */
export interface SealedValue {
  readonly key: RowKey;
  readonly token: string;
}

/** A new token for the row that still holds the old one. */
export interface Reseal extends SealedValue {
  readonly resealed: string;
}

/**
 * The queries on sealed columns. Table, column and key come from a constant list, never from input.
 * `updated_at` does not change, because the secret does not.
 */
export class SealedValuesRepository {
  constructor(private readonly sql: Sql) {}

  /** Lists the next sealed values in the order of their keys, after `after` if given. */
  listAfter(
    { table, column, key }: SealedColumn,
    after: RowKey | null,
    most: number,
  ): Promise<SealedValue[]> {
    const names = key.map(([name]) => name).join(', ');
    const texts = key.map(([name]) => `${name}::text`).join(', ');
    const given = key.map(([, type], index) => `$${index + 2}::text::${type}`).join(', ');
    return this.sql.query<SealedValue>(
      `SELECT ARRAY[${texts}] AS key, ${column} AS token
         FROM ${table}
        WHERE ${column} <> ''${after === null ? '' : ` AND (${names}) > (${given})`}
        ORDER BY ${names} LIMIT $1`,
      [most, ...(after ?? [])],
    );
  }

  /**
   * Replaces old tokens by new ones, in one statement. A value that was changed since it was read
   * stays, because the change sealed it with the first key.
   *
   * @returns how many were replaced
   */
  async replace({ table, column, key }: SealedColumn, reseals: readonly Reseal[]): Promise<number> {
    const parts = key.map(([name, type], index) => `t.${name} = (v.key ->> ${index})::${type}`);
    const rows = await this.sql.query(
      `UPDATE ${table} t SET ${column} = v.resealed
         FROM jsonb_to_recordset($1::jsonb) AS v(key jsonb, token text, resealed text)
        WHERE ${parts.join(' AND ')} AND t.${column} = v.token
        RETURNING 1`,
      [JSON.stringify(reseals)],
    );
    return rows.length;
  }
}
