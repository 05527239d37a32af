import { Button, Group, Stack, Table } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { cursorIn } from '../api/cursor.js';
import { commonTexts } from '../texts/common.js';
import { useTexts } from '../texts/use-texts.js';
import { Card } from './card.js';
import { ErrorNotice } from './error-notice.js';
import { type Column, HeaderCell } from './header-cell.js';
import { ListSkeleton } from './list-skeleton.js';
import { useIsWide } from './use-is-wide.js';
import { type ListSort } from './use-sorted-page.js';

export { type Column } from './header-cell.js';

/** A page of rows, as the lists of the API answer. */
export interface RowPage<Row> {
  readonly results: readonly Row[];
  readonly next?: string | null;
  readonly previous?: string | null;
}

/** The parts of a query that a list shows. */
export interface ListQuery<Row> {
  readonly data: RowPage<Row> | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
}

interface DataListProps<Row> {
  /** What the list is, for screen readers. */
  readonly label: string;
  readonly query: ListQuery<Row>;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string | number;
  /** A row on a phone: two or three lines, the most important first. */
  readonly card: (row: Row) => ReactNode;
  /** The screen of a row; its first cell, and its card, become a link. */
  readonly linkTo?: (row: Row) => LinkProps;
  /** What is shown when there are no rows: an EmptyState with one act. */
  readonly empty: ReactNode;
  /** Goes to another page; absent for lists that have one page. */
  readonly onCursor?: (cursor: string) => void;
  /** Sorts a list that is whole, by its headers; see `useSortedPage`. */
  readonly sort?: ListSort;
}

/**
 * The rows of a query: a table from 640 px and cards below, with a skeleton while they load, the
 * error with another try, what to do when there are none, and buttons for further pages.
 */
export function DataList<Row>(props: DataListProps<Row>): ReactNode {
  const { query, empty } = props;
  if (query.data === undefined) {
    if (query.isPending) return <ListSkeleton />;
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data.results.length === 0) return <Card>{empty}</Card>;
  return (
    <Stack gap="md">
      <Card p={0} style={{ overflow: 'hidden' }}>
        <Rows {...props} rows={query.data.results} />
      </Card>
      <Pages {...props} page={query.data} />
    </Stack>
  );
}

function Rows<Row>(props: DataListProps<Row> & { readonly rows: readonly Row[] }): ReactNode {
  return useIsWide() ? <RowsTable {...props} /> : <RowCards {...props} />;
}

function RowsTable<Row>({
  label,
  rows,
  columns,
  rowKey,
  linkTo,
  sort,
}: DataListProps<Row> & { readonly rows: readonly Row[] }): ReactNode {
  return (
    <Table.ScrollContainer
      minWidth={560}
      scrollAreaProps={{
        viewportProps: { tabIndex: 0, role: 'region', 'aria-label': label },
      }}
    >
      <Table verticalSpacing="sm" horizontalSpacing="lg" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={sort} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map(({ key, cell, align }, index) => (
                <Table.Td key={key} {...(align && { ta: align })}>
                  {index === 0 && linkTo ? (
                    <Link className="row-link" {...linkTo(row)}>
                      {cell(row)}
                    </Link>
                  ) : (
                    cell(row)
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const RowCards = <Row,>({
  label,
  rows,
  rowKey,
  card,
  linkTo,
}: DataListProps<Row> & { readonly rows: readonly Row[] }): ReactNode => (
  <ul className="list-cards" aria-label={label}>
    {rows.map((row) => (
      <li key={rowKey(row)}>
        {linkTo ? (
          <Link className="list-card" {...linkTo(row)}>
            {card(row)}
          </Link>
        ) : (
          <div className="list-card">{card(row)}</div>
        )}
      </li>
    ))}
  </ul>
);

/** Buttons for the pages before and after a page, where there are any. */
export function Pages<Row>({
  page,
  onCursor,
}: Pick<DataListProps<Row>, 'onCursor'> & { readonly page: RowPage<Row> }): ReactNode {
  const texts = useTexts(commonTexts);
  const [previous, next] = [cursorIn(page.previous), cursorIn(page.next)];
  if (!onCursor || (previous === null && next === null)) return null;
  const button = (label: string, cursor: string | null): ReactNode => (
    <Button
      variant="default"
      disabled={cursor === null}
      onClick={() => {
        if (cursor !== null) onCursor(cursor);
      }}
    >
      {label}
    </Button>
  );
  return (
    <Group justify="space-between">
      {button(texts.previous, previous)}
      {button(texts.next, next)}
    </Group>
  );
}

/** A line of a card: what matters at its start, the amount or time at its end. */
export const CardLine = ({
  start,
  end,
}: {
  readonly start: ReactNode;
  readonly end?: ReactNode;
}): ReactNode => (
  <div className="list-card-line">
    <span>{start}</span>
    {end !== undefined && <span>{end}</span>}
  </div>
);
