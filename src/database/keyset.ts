import { type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { toIso } from '../common/time/instant.js';
import { type Position } from '../common/pagination/cursor.js';
import { type Page, pageFrom } from '../common/pagination/page.js';
import { type PageAsked } from '../common/http/paging.js';

/** A row of a list that is ordered by creation time, newest first, then by id. */
interface Listed extends ObjectLiteral {
  readonly id: number | string;
  readonly createdAt: Date;
}

/**
 * Reads one page of a query by `(created_at, id)`. It starts at the cursor by index, so that the
 * cost does not depend on the number of rows before it.
 */
export async function readPage<Row extends Listed>(
  query: SelectQueryBuilder<Row>,
  asked: PageAsked,
): Promise<Page<Row>> {
  const { alias } = query;
  const { cursor } = asked;
  const isBackwards = cursor?.direction === 'previous';
  if (cursor) {
    query.andWhere(
      `(${alias}.created_at, ${alias}.id) ${isBackwards ? '>' : '<'} (:cursorAt, :cursorId)`,
      { cursorAt: cursor.at, cursorId: cursor.id },
    );
  }
  const order = isBackwards ? 'ASC' : 'DESC';
  const rows = await query
    .orderBy(`${alias}.createdAt`, order)
    .addOrderBy(`${alias}.id`, order)
    .limit(asked.limit + 1)
    .getMany();
  return pageFrom(rows, asked, positionOf, asked.linkTo);
}

/**
 * The position of a row in such a list. Our timestamps have millisecond precision, which a date
 * holds exactly.
 */
export const positionOf = (row: Listed): Position => ({
  at: toIso(row.createdAt),
  id: String(row.id),
});

/** The same page with each row mapped to its form in the API. */
export const mapPage = <Row, Shown>(page: Page<Row>, show: (row: Row) => Shown): Page<Shown> => ({
  ...page,
  results: page.results.map(show),
});
