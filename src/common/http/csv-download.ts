import { StreamableFile } from '@nestjs/common';
import { type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { CSV_MEDIA_TYPE, type CsvTable } from '../csv/csv.js';
import { type Answer } from '../openapi/describe.decorator.js';
import { text } from '../openapi/schema.js';
import { type LocalClock } from '../time/local-time.js';

/** Rows that are read in batches, from something that has to be closed. */
export interface RowSource<Row> {
  /** The next rows; none when there are no more. */
  next(): Promise<readonly Row[]>;
  /** May be called again, and while `next` runs. Never rejects. */
  close(): Promise<void>;
  /** @param handle is told when there will be no more rows although there are some */
  onLost(handle: (error: Error) => void): void;
}

/**
 * Answers with a CSV file that is written while its rows are read, no faster than the client takes it.
 * The first rows are read before anything is sent, so that an error is an answer of its own. A later
 * one cuts the connection: a file that ended would pass for the whole one.
 */
export async function csvDownload<Row>(
  rows: RowSource<Row>,
  table: CsvTable<Row>,
  fileName: string,
): Promise<StreamableFile> {
  let first: readonly Row[];
  try {
    first = await rows.next();
  } catch (error) {
    await rows.close();
    throw error;
  }
  return new StreamableFile(new CsvStream(rows, table, first), {
    type: CSV_MEDIA_TYPE,
    disposition: `attachment; filename="${fileName}"`,
  }).setErrorHandler((_error, response) => {
    cutOff(response as unknown as ServerResponse);
  });
}

/** 200 with a CSV file, for the document. */
export const csvAnswer = <Row>(
  description: string,
  table: CsvTable<Row>,
  example: Row,
): Answer => ({
  status: 200,
  description,
  mediaType: 'text/csv',
  schema: text,
  example: table.header + table.line(example),
});

/** The name of a file with the rows of a period, in days of a time zone. `to` is not part of it. */
export function fileNameOf(
  what: string,
  { from, to }: { readonly from?: Date | undefined; readonly to: Date },
  clock: LocalClock,
): string {
  const dayOf = (date: Date): string => clock.show(date).slice(0, '2026-03-01'.length);
  const beginning = from ? `-from-${dayOf(from)}` : '';
  return `${what}${beginning}-to-${dayOf(new Date(to.getTime() - 1))}.csv`;
}

/** The end of a connection without a length looks like the end of a file, unless it is reset. */
function cutOff(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
  response.destroy();
}

class CsvStream<Row> extends Readable {
  private hasAll = false;

  constructor(
    private readonly rows: RowSource<Row>,
    private readonly table: CsvTable<Row>,
    first: readonly Row[],
  ) {
    super();
    rows.onLost((error) => this.destroy(error));
    this.push(table.header);
    this.add(first);
  }

  override _read(): void {
    if (this.hasAll) return;
    this.rows.next().then(
      (rows) => {
        this.add(rows);
      },
      (error: unknown) => {
        this.destroy(error as Error);
      },
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    void this.rows.close();
    done(error);
  }

  private add(rows: readonly Row[]): void {
    if (this.destroyed) return;
    if (rows.length > 0) this.push(rows.map((row) => this.table.line(row)).join(''));
    else void this.end();
  }

  /** The end of the file is sent last: whoever has it may ask for the next file at once. */
  private async end(): Promise<void> {
    this.hasAll = true;
    await this.rows.close();
    if (!this.destroyed) this.push(null);
  }
}
