import { describe, expect, it, jest } from '@jest/globals';
import { type StreamableHandlerResponse } from '@nestjs/common/file-stream/interfaces/index.js';
import { once } from 'node:events';
import { type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { csvTable } from '../csv/csv.js';
import { localClock } from '../time/local-time.js';
import { csvDownload, fileNameOf, type RowSource } from './csv-download.js';

const TABLE = csvTable<number>([{ name: 'n', value: (n) => n }]);
const MARK = '\uFEFF';
/** A batch that is larger than what a stream buffers. */
const LARGE = Array.from({ length: 20_000 }, (_, n) => n);

/** Rows in memory; `failing` is thrown after the last batch. */
class Rows implements RowSource<number> {
  read = 0;
  closed = 0;
  /** Closing ends with it. */
  closing = Promise.resolve();
  lose: (error: Error) => void = () => undefined;

  constructor(
    private readonly batches: readonly (readonly number[])[],
    private readonly failing: Error | null = null,
  ) {}

  next(): Promise<readonly number[]> {
    const batch = this.batches[this.read];
    this.read += 1;
    if (!batch && this.failing) return Promise.reject(this.failing);
    return Promise.resolve(batch ?? []);
  }

  close(): Promise<void> {
    this.closed += 1;
    return this.closing;
  }

  onLost(handle: (error: Error) => void): void {
    this.lose = handle;
  }
}

async function streamOf(rows: Rows): Promise<Readable> {
  return (await csvDownload(rows, TABLE, 'numbers.csv')).getStream();
}

describe('a CSV file that is written while its rows are read', () => {
  it('has the columns and all rows, and closes what it reads from', async () => {
    const rows = new Rows([[1, 2], [3]]);
    expect(await text(await streamOf(rows))).toBe('\uFEFFn\r\n1\r\n2\r\n3\r\n'.replace(MARK, ''));
    expect(rows.closed).toBeGreaterThan(0);
  });

  it('of nothing has the columns', async () => {
    const stream = await streamOf(new Rows([]));
    const chunks = (await stream.toArray()) as Buffer[];
    expect(Buffer.concat(chunks).toString()).toBe(`${MARK}n\r\n`);
  });

  it.each([[[]], [[[1]]]])('ends once what it reads from is closed: %j', async (batches) => {
    const rows = new Rows(batches);
    let close = (): void => undefined;
    rows.closing = new Promise((resolve) => (close = resolve));
    const stream = await streamOf(rows);
    const ended = jest.fn();
    const end = once(stream.on('end', ended), 'end');
    stream.resume();
    await new Promise(setImmediate);
    expect(rows.closed).toBe(1);
    expect(ended).not.toHaveBeenCalled();
    close();
    await end;
    expect(rows.read).toBe(batches.length + 1);
  });

  it('has its name and its type', async () => {
    const file = await csvDownload(new Rows([]), TABLE, 'numbers.csv');
    expect(file.getHeaders()).toMatchObject({
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="numbers.csv"',
    });
  });

  it('reads no further rows while nobody takes those that it has', async () => {
    const rows = new Rows([LARGE, LARGE, LARGE]);
    const stream = await streamOf(rows);
    stream.once('readable', () => undefined);
    await new Promise(setImmediate);
    expect(rows.read).toBe(1);
    stream.destroy();
    await once(stream, 'close');
    expect(rows.closed).toBeGreaterThan(0);
  });

  it('is an error of its own when the first rows cannot be read', async () => {
    const rows = new Rows([], new Error('The database is away'));
    await expect(streamOf(rows)).rejects.toThrow('The database is away');
    expect(rows.closed).toBe(1);
  });

  it.each<[string, (rows: Rows) => void]>([
    ['rows cannot be read', () => undefined],
    [
      'they are lost while nobody reads',
      (rows) => {
        rows.lose(new Error('The database is away'));
      },
    ],
  ])('does not end when later %s', async (_, lose) => {
    const rows = new Rows([[1]], new Error('The database is away'));
    const stream = await streamOf(rows);
    const ended = jest.fn();
    stream.once('end', ended);
    const failed = once(stream, 'error');
    lose(rows);
    stream.resume();
    expect((await failed)[0]).toMatchObject({ message: 'The database is away' });
    expect(ended).not.toHaveBeenCalled();
    expect(rows.closed).toBeGreaterThan(0);
  });

  it('resets the connection then, because its end could be that of the file', async () => {
    const file = await csvDownload(new Rows([[1]]), TABLE, 'numbers.csv');
    const calls: string[] = [];
    const response = {
      destroy: () => calls.push('destroy'),
      socket: { resetAndDestroy: () => calls.push('reset') },
    };
    file.errorHandler(new Error('away'), response as unknown as StreamableHandlerResponse);
    expect(calls).toEqual(['reset', 'destroy']);
  });
});

describe('the name of a file', () => {
  const local = localClock('Africa/Nairobi');

  it.each([
    [new Date('2026-02-28T21:00:00Z'), '2026-03-01T21:00:00Z', '-from-2026-03-01-to-2026-03-01'],
    [undefined, '2026-03-01T21:00:00.001Z', '-to-2026-03-02'],
  ])('has the days from %s to %s', (from, to, period) => {
    expect(fileNameOf('numbers', { from, to: new Date(to) }, local)).toBe(`numbers${period}.csv`);
  });
});
