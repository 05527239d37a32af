import {
  createSortedRowModel,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import { type RowPage } from './data-list.js';

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
});

/** Something that can be put in order. */
type Sortable = string | number | bigint;

/** How a list is sorted, and how that is changed by its headers. */
export interface ListSort {
  /** The columns that can be sorted by. */
  readonly keys: readonly string[];
  readonly directionOf: (key: string) => 'ascending' | 'descending' | 'none';
  readonly toggle: (key: string) => void;
}

const EMPTY: readonly never[] = [];

/**
 * Sorts a list that is whole, such as the groups of a report. Pages with a cursor come sorted from the
 * server: to sort one of them here would hide that the others are elsewhere.
 * @param sortBy what each column is sorted by; kept between renders
 */
export function useSortedPage<Row extends object>(
  page: RowPage<Row> | undefined,
  sortBy: Readonly<Record<string, (row: Row) => Sortable>>,
): { readonly page: RowPage<Row> | undefined; readonly sort: ListSort } {
  const columns = useMemo(
    () =>
      Object.entries(sortBy).map(([id, accessorFn]) => ({
        id,
        accessorFn,
        sortFn: 'basic' as const,
      })),
    [sortBy],
  );
  const table = useTable({ features, columns, data: page?.results ?? EMPTY });
  const sort: ListSort = {
    keys: Object.keys(sortBy),
    directionOf: (key) => {
      const sorted = table.getColumn(key)?.getIsSorted() ?? false;
      if (sorted === false) return 'none';
      return sorted === 'asc' ? 'ascending' : 'descending';
    },
    toggle: (key) => {
      table.getColumn(key)?.toggleSorting();
    },
  };
  const results = table.getRowModel().rows.map(({ original }) => original);
  return { page: page && { ...page, results }, sort };
}
