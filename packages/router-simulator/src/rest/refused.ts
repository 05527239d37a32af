/** An error in the form of RouterOS: the status, and the reason in `detail`. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly detail?: string,
  ) {
    super(message);
  }
}

/** Nothing has this path. */
export const notFound = (): Refused => new Refused(404, 'Not Found');

/** The menu has no row with this id or name. */
export const noSuchItem = (): Refused => new Refused(404, 'Not Found', 'no such item');

/** The command is refused for this reason, in the words of RouterOS. */
export const badRequest = (detail: string): Refused => new Refused(400, 'Bad Request', detail);
