/** One statement as it went over the wire. */
export interface Statement {
  readonly text: string;
  readonly values: readonly (string | null)[];
  /** When it was sent, on the clock of this process. */
  readonly atMs: number;
  /** Whether it was sent while the one before it was not answered: it costs no round trip. */
  readonly ridesAlong: boolean;
  /** The first row of its answer, by column; empty when it had none. */
  readonly firstRow: Record<string, string>;
}
