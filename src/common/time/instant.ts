const HOUR_IN_MS = 3_600_000;

/** The moment as ISO 8601 in UTC with `Z`, as every response gives it; null stays null. */
export function toIso(date: Date): string;
export function toIso(date: Date | null): string | null;
export function toIso(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** The moment that a text in ISO 8601 means; null stays null. */
export function toDate(text: string): Date;
export function toDate(text: string | null): Date | null;
export function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** The moment so many hours of 60 minutes after `date`, whatever a local calendar does. */
export function addHours(date: Date, hours: number): Date {
  return new Date(date.getTime() + hours * HOUR_IN_MS);
}
