/**
 * The only source of "now" in the code, so that tests can hold it still.
 * Races are decided by the database's clock, never by this one.
 */
export abstract class Clock {
  /** The present moment. */
  abstract now(): Date;
}

/** The machine's own clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
