/**
 * The only source of "now" in the code, so that tests can stop the time. Races are decided by the
 * clock of the database, never by this one.
 */
export abstract class Clock {
  /** The current time. */
  abstract now(): Date;
}

/** The system clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
