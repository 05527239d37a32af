const SHOWN_LINES = 15;

/** The embedded PostgreSQL cannot be used. The message is for people: why, and what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  /**
   * @param reason one sentence without its full stop
   * @param output what PostgreSQL itself said; the end of it is shown
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

  /** The same error, whose message also says what else can be done. */
  advising(advice: string): EmbeddedPostgresError {
    return new EmbeddedPostgresError(this.reason, this.output, { cause: this, advice });
  }
}
