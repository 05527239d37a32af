import { v7, validate } from 'uuid';

/** Whether the text is a UUID of any version of RFC 9562, in upper or lower case. */
export function isUuid(text: string): boolean {
  return validate(text);
}

/**
 * Creates a UUID of version 7. It begins with the time, so that rows created together are stored
 * together.
 */
export function newId(): string {
  return v7();
}
