/** What a cell may hold. A number is written as it is, null as nothing. */
export type CsvValue = string | number | boolean | null;

/** A column of a table. */
export interface CsvColumn<Row> {
  /** In snake_case. It never changes: programs read exports by it. */
  readonly name: string;
  readonly value: (row: Row) => CsvValue;
}

/** A table as CSV, written line by line. */
export interface CsvTable<Row> {
  /** The first line: the names of the columns, after the mark that tells Excel that it is UTF-8. */
  readonly header: string;
  line(row: Row): string;
}

/** The media type of {@link csvTable}. */
export const CSV_MEDIA_TYPE = 'text/csv; charset=utf-8';

const BYTE_ORDER_MARK = '\uFEFF';
const END_OF_LINE = '\r\n';

/** What must be in quotes. A semicolon separates cells where a comma separates decimals. */
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

/**
 * What a spreadsheet calculates instead of showing it: a formula, after spaces too, or a command
 * (tab, carriage return). The wide forms are what Japanese keyboards write.
 */
const IS_FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/**
 * What comes before a formula within a text. Where a comma separates decimals, a spreadsheet may
 * separate cells by semicolons or tabs: then quotes that do not begin a line mean nothing to it, and
 * the part behind a semicolon, a tab or a new line is a cell.
 */
const BEFORE_FORMULA = /[;\t\r\n][\s"]*(?=[=+\-@＝＋－＠])/gu;

/** A negative amount begins with a minus and calculates nothing. */
const IS_DECIMAL = /^-?\d+(?:\.\d+)?$/;

const SNAKE_CASE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

/**
 * Declares a table as CSV: RFC 4180, UTF-8 with a byte order mark. A text that a spreadsheet would
 * calculate gets an apostrophe before it, so that `+254712345678` and a name such as
 * `=HYPERLINK(...)` stay text. So does a part of it that would be a cell where semicolons or tabs
 * separate cells.
 *
 * @throws Error when a name is not in snake_case, or is there twice
 */
export function csvTable<Row>(columns: readonly CsvColumn<Row>[]): CsvTable<Row> {
  const names = columns.map(({ name }) => name);
  const wrong = names.find((name, at) => !SNAKE_CASE.test(name) || names.indexOf(name) !== at);
  if (wrong !== undefined) throw new Error(`Not the name of a column of CSV: ${wrong}`);
  return {
    header: BYTE_ORDER_MARK + lineOf(names),
    line: (row) => lineOf(columns.map(({ value }) => cellOf(value(row)))),
  };
}

const lineOf = (cells: readonly string[]): string => cells.join(',') + END_OF_LINE;

function cellOf(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const whole = IS_FORMULA.test(value) && !IS_DECIMAL.test(value) ? `'${value}` : value;
  const text = whole.replace(BEFORE_FORMULA, "$&'");
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
