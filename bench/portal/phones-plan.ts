/** Phones that wait at the page of their payment. It is passed as JSON. */
export interface PhonesPlan {
  readonly url: string;
  /** The address that the page of each phone asks, as a path. */
  readonly paths: readonly string[];
  readonly seconds: number;
}

/** The answers that the phones got. */
export interface PhonesResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 200, and connections that broke. */
  readonly failed: number;
}
