import { Table, UnstyledButton } from '@mantine/core';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { type ReactNode } from 'react';
import { type ListSort } from './use-sorted-page.js';

/** A column of a list. */
export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers and amounts stand at the end of their column. */
  readonly align?: 'end';
}

const ARROWS = { ascending: ArrowUp, descending: ArrowDown, none: ChevronsUpDown } as const;

/** The header of a column: a button where the list can be sorted by it. */
export function HeaderCell<Row>({
  column: { key, header, align },
  sort,
}: {
  readonly column: Column<Row>;
  readonly sort: ListSort | undefined;
}): ReactNode {
  const look = {
    scope: 'col',
    c: 'dimmed',
    fw: 500,
    fz: 'sm',
    ...(align && { ta: align }),
  } as const;
  if (!sort?.keys.includes(key)) return <Table.Th {...look}>{header}</Table.Th>;
  const direction = sort.directionOf(key);
  const Arrow = ARROWS[direction];
  return (
    <Table.Th {...look} aria-sort={direction}>
      <UnstyledButton
        className="sort-button"
        onClick={() => {
          sort.toggle(key);
        }}
      >
        <span>{header}</span>
        <Arrow size={14} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  );
}
