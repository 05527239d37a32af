const SHOWN_LINES = 15;

/** The embedded PostgreSQL cannot be used. The message is for the operator: why, and what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  /**
   * @param reason one sentence without its full stop
   * @param output what PostgreSQL itself said; the end of it is shown
   */
  constructor(reason: string, output = '', options?: ErrorOptions) {
    const said = output.trim().split('\n').slice(-SHOWN_LINES).join('\n');
    super(
      `${reason}. To use a PostgreSQL of your own instead, set DATABASE_URL.` +
        (said === '' ? '' : `\nPostgreSQL said:\n${said}`),
      options,
    );
  }
}
