const HOUR_IN_MS = 3_600_000;

/** Formats an instant as ISO 8601 in UTC with `Z`, as in every response; null stays null. */
export function toIso(date: Date): string;
export function toIso(date: Date | null): string | null;
export function toIso(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** Reads an instant in ISO 8601; null stays null. */
export function toDate(text: string): Date;
export function toDate(text: string | null): Date | null;
export function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** Adds hours of 60 minutes to `date`, independently of a local calendar. */
export function addHours(date: Date, hours: number): Date {
  return new Date(date.getTime() + hours * HOUR_IN_MS);
}
