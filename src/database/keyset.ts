import { type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { toIso } from '../common/time/instant.js';
import { type Page, pageFrom, type PageRequest } from '../common/pagination/page.js';
import { type PageAsked } from '../common/http/paging.js';

/** A row of a list that is ordered by creation time, newest first, then by id. */
interface Listed extends ObjectLiteral {
  readonly id: number | string;
  readonly createdAt: Date;
}

/** The parts of a statement that reads one page of a list. */
export interface Keyset {
  /** SQL: the condition of the rows after the cursor. */
  readonly condition: string;
  readonly order: 'ASC' | 'DESC';
  /** SQL: the order of the rows, the nearest to the cursor first. */
  readonly orderBy: string;
  /** The parameters of the condition, and `most` for the LIMIT: one row more than the page holds. */
  readonly parameters: Readonly<Record<'cursorAt' | 'cursorId', string | undefined>> & {
    readonly most: number;
  };
}

/**
 * Reads a page by `(created_at, id)`. It starts at the cursor by index, so that the cost does not
 * depend on the number of rows before it.
 *
 * @param createdAt SQL for the column, as is `id`
 */
export function keyset({ cursor, limit }: PageRequest, createdAt: string, id: string): Keyset {
  const isBackwards = cursor?.direction === 'previous';
  const order = isBackwards ? 'ASC' : 'DESC';
  return {
    condition: cursor
      ? `(${createdAt}, ${id}) ${isBackwards ? '>' : '<'} (:cursorAt, :cursorId)`
      : 'true',
    order,
    orderBy: `${createdAt} ${order}, ${id} ${order}`,
    parameters: { cursorAt: cursor?.at, cursorId: cursor?.id, most: limit + 1 },
  };
}

/** Reads one page of a query of entities. */
export async function readPage<Row extends Listed>(
  query: SelectQueryBuilder<Row>,
  asked: PageAsked,
): Promise<Page<Row>> {
  const { alias } = query;
  const { condition, order, parameters } = keyset(asked, `${alias}.created_at`, `${alias}.id`);
  const rows = await query
    .andWhere(condition, parameters)
    .orderBy(`${alias}.createdAt`, order)
    .addOrderBy(`${alias}.id`, order)
    .limit(parameters.most)
    .getMany();
  return pageOf(rows, asked, ({ createdAt }) => createdAt);
}

/**
 * Creates a page from the rows that were read for it. Our timestamps have millisecond precision,
 * which a date holds exactly, so the position of a row is exact.
 */
export const pageOf = <Row extends Pick<Listed, 'id'>>(
  rows: readonly Row[],
  asked: PageAsked,
  createdAt: (row: Row) => Date,
): Page<Row> =>
  pageFrom(rows, asked, (row) => ({ at: toIso(createdAt(row)), id: String(row.id) }), asked.linkTo);

/** The same page with each row mapped to its form in the API. */
export const mapPage = <Row, Shown>(page: Page<Row>, show: (row: Row) => Shown): Page<Shown> => ({
  ...page,
  results: page.results.map(show),
});
