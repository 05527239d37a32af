import { v7, validate } from 'uuid';

/** Whether the text is a UUID of any version of RFC 9562, in upper or lower case. */
export function isUuid(text: string): boolean {
  return validate(text);
}

const ANY_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL reads the text as a `uuid`. One that is computed by `md5` has no version. */
export const isAnyUuid = (text: string): boolean => ANY_UUID.test(text);

/**
 * Creates a UUID of version 7. It begins with the time, so that rows created together are stored
 * together.
 */
export function newId(): string {
  return v7();
}

/** Creates a UUID of version 7 that begins with this time. */
export const newIdAt = (time: Date): string => v7({ msecs: time.getTime() });

/** The time that a UUID of version 7 begins with, in ms. */
export const timeOfId = (id: string): number =>
  Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
