/** A recorded statement. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | null)[];
  /** When it was sent, by the clock of this process. */
  readonly atMs: number;
  /** Whether it was sent before the previous one was answered, so that it costs no round trip. */
  readonly isPipelined: boolean;
  /** The first row of its result, by column; empty when there is none. */
  readonly firstRow: Record<string, string>;
}
