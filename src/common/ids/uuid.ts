import { v7, validate } from 'uuid';

/** Whether the text is a UUID of any version of RFC 9562, in upper or lower case. */
export function isUuid(text: string): boolean {
  return validate(text);
}

/** A new UUID of version 7: it begins with the time, so that rows made together lie together. */
export function newId(): string {
  return v7();
}
