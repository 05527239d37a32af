const SHOWN_LINES = 15;

/** The embedded PostgreSQL cannot be used. The message says why, and what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  /**
   * @param reason one sentence without its full stop
   * @param output the output of PostgreSQL, whose end is shown
   */
  constructor(
    private readonly reason: string,
    private readonly output = '',
    options: ErrorOptions & { readonly advice?: string } = {},
  ) {
    const said = output.trim().split('\n').slice(-SHOWN_LINES).join('\n');
    const advice = options.advice === undefined ? '' : ` ${options.advice}`;
    super(`${reason}.${advice}${said === '' ? '' : `\nPostgreSQL said:\n${said}`}`, options);
  }

  /** Returns the same error with an alternative added to its message. */
  advising(advice: string): EmbeddedPostgresError {
    return new EmbeddedPostgresError(this.reason, this.output, { cause: this, advice });
  }
}
