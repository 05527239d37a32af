import { csvTable } from '../common/csv/csv.js';
import { type BodyOf } from '../common/openapi/response.js';
import { SALES_CURRENCY } from '../common/validation/rules.js';
import { GroupResponse, type Group } from './report.response.js';

type Shown = BodyOf<typeof GroupResponse>;

/** The columns of an exported report: a group a line, with the names that the API uses. */
const COLUMNS = [
  'key',
  'label',
  'sales',
  'gross',
  'average',
  'fees',
  'net',
  'fees_known',
  'started',
  'failed',
  'waiting',
  'in_review',
  'success_rate',
] as const satisfies readonly (keyof Shown)[];

const TABLE = csvTable<Shown>([
  ...COLUMNS.map((name) => ({ name, value: (group: Shown) => group[name] })),
  { name: 'currency', value: () => SALES_CURRENCY },
]);

/** The groups of a report as CSV. */
export const groupsAsCsv = (groups: readonly Group[]): string =>
  TABLE.header + groups.map((group) => TABLE.line(GroupResponse.of(group))).join('');

/** An export of a report for the document. */
export const EXAMPLE_CSV = TABLE.header + TABLE.line(GroupResponse.example);
