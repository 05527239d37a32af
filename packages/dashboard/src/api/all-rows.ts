import { cursorIn } from './cursor.js';

/** As many as a page of the API can have. */
const PAGE = 200;
/** Nobody chooses from more than these. */
const MOST = 2000;

/** A page of the API. */
interface RowPage<Row> {
  readonly results: readonly Row[];
  readonly next: string | null;
}

/**
 * Reads a list that is chosen from, page after page: all of it, or the first 2,000 rows.
 * @param read reads the page that this query asks for
 */
export async function allRows<Row>(
  read: (query: { limit: number; cursor?: string }) => Promise<RowPage<Row>>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: RowPage<Row> = await read({ limit: PAGE, ...(cursor !== null && { cursor }) });
    rows.push(...page.results);
    cursor = cursorIn(page.next);
  } while (cursor !== null && rows.length < MOST);
  return rows;
}
