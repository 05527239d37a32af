/** One statement as it went over the wire, which is one round trip. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | null)[];
  /** When it was sent, on the clock of this process. */
  readonly atMs: number;
  /** The first row of its answer, by column; empty when it had none. */
  readonly firstRow: Record<string, string>;
}
