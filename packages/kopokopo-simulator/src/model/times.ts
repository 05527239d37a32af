const EAST_AFRICA_OFFSET_MS = 3 * 60 * 60 * 1000;

/** Formats a time as documents have it: milliseconds and the offset of Nairobi. */
export const timeText = (ms: number): string =>
  `${new Date(ms + EAST_AFRICA_OFFSET_MS).toISOString().slice(0, 23)}+03:00`;

/** Formats a time as M-Pesa's times are: whole seconds. */
export const secondText = (ms: number): string =>
  `${new Date(ms + EAST_AFRICA_OFFSET_MS).toISOString().slice(0, 19)}+03:00`;
