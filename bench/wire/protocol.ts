import { performance } from 'node:perf_hooks';
import { type Statement } from './statement.js';

/** Parses PostgreSQL's messages: a letter, a length that includes itself, and a body. */
export class Messages {
  private rest = Buffer.alloc(0);
  /** The first message of a client has no letter. */
  constructor(private hasLetter: boolean) {}

  *add(chunk: Buffer): Generator<{ letter: string; body: Buffer }> {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      const head = this.hasLetter ? 1 : 0;
      if (this.rest.length < head + 4) return;
      const end = head + this.rest.readInt32BE(head);
      if (this.rest.length < end) return;
      const letter = this.hasLetter ? String.fromCharCode(this.rest[0] ?? 0) : '';
      const body = this.rest.subarray(head + 4, end);
      this.rest = this.rest.subarray(end);
      this.hasLetter = true;
      yield { letter, body };
    }
  }
}

/** The part of a statement that is known when it is sent. */
export type SentStatement = Omit<Statement, 'isPipelined'>;

/** Parses the messages of a client. */
export class ReadsFrontend {
  private readonly messages = new Messages(false);
  private readonly texts = new Map<string, string>();

  constructor(private readonly hear: (statement: SentStatement) => void) {}

  read(chunk: Buffer): void {
    for (const { letter, body } of this.messages.add(chunk)) {
      if (letter === 'Q') this.heard(cString(body, 0).text, []);
      if (letter === 'P') this.parse(body);
      if (letter === 'B') this.bind(body);
    }
  }

  private parse(body: Buffer): void {
    const name = cString(body, 0);
    this.texts.set(name.text, cString(body, name.end).text);
  }

  private bind(body: Buffer): void {
    const portal = cString(body, 0);
    const name = cString(body, portal.end);
    let at = name.end;
    const formats = body.readInt16BE(at);
    const isBinary = Array.from(
      { length: formats },
      (_, i) => body.readInt16BE(at + 2 + 2 * i) === 1,
    );
    at += 2 + 2 * formats;
    const count = body.readInt16BE(at);
    at += 2;
    const values: (string | null)[] = [];
    for (let i = 0; i < count; i += 1) {
      const length = body.readInt32BE(at);
      at += 4;
      if (isBinary[i]) throw new Error('The recorder reads no binary parameters');
      values.push(length < 0 ? null : body.toString('utf8', at, at + length));
      at += Math.max(length, 0);
    }
    this.heard(this.texts.get(name.text) ?? '', values);
  }

  private heard(text: string, values: readonly (string | null)[]): void {
    this.hear({ text, values, atMs: performance.now(), firstRow: {} });
  }
}

/** Parses the answers of the database, and adds the first row to each statement. */
export class ReadsBackend {
  private readonly messages = new Messages(true);
  private readonly expected: Statement[] = [];
  private columns: readonly string[] = [];
  private hasRow = false;

  /** Whether an answer is outstanding. */
  get isBusy(): boolean {
    return this.expected.length > 0;
  }

  expect(statement: Statement): void {
    this.expected.push(statement);
  }

  read(chunk: Buffer): void {
    for (const { letter, body } of this.messages.add(chunk)) {
      if (letter === 'T') this.columns = columnsOf(body);
      if (letter === 'D' && !this.hasRow) {
        this.hasRow = true;
        Object.assign(this.expected[0]?.firstRow ?? {}, rowOf(body, this.columns));
      }
      // The database is ready for the next statement. The first time is after the login.
      if (letter === 'Z') {
        this.expected.shift();
        this.columns = [];
        this.hasRow = false;
      }
    }
  }
}

const FIELD_DESCRIPTION_BYTES = 18;

function columnsOf(body: Buffer): string[] {
  let at = 2;
  return Array.from({ length: body.readInt16BE(0) }, () => {
    const name = cString(body, at);
    at = name.end + FIELD_DESCRIPTION_BYTES;
    return name.text;
  });
}

function rowOf(body: Buffer, columns: readonly string[]): Record<string, string> {
  const row: Record<string, string> = {};
  let at = 2;
  for (const column of columns) {
    const length = body.readInt32BE(at);
    at += 4;
    if (length >= 0) row[column] = body.toString('utf8', at, at + length);
    at += Math.max(length, 0);
  }
  return row;
}

/** Reads a text in a message, and returns where the next one begins. */
export function cString(body: Buffer, from: number): { text: string; end: number } {
  const zero = body.indexOf(0, from);
  return { text: body.toString('utf8', from, zero), end: zero + 1 };
}
