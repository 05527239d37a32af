import { randomFillSync } from 'node:crypto';
import { v7, validate } from 'uuid';
import { SystemClock } from '../clock.js';

/** Whether the text is a UUID of any version of RFC 9562, in upper or lower case. */
export function isUuid(text: string): boolean {
  return validate(text);
}

const ANY_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL reads the text as a `uuid`. One that is computed by `md5` has no version. */
export const isAnyUuid = (text: string): boolean => ANY_UUID.test(text);

const clock = new SystemClock();
const BYTES_OF_ID = 16;
/** Random bytes for the next ids: one draw for each would take longer than all else that an id needs. */
const random = Buffer.alloc(256 * BYTES_OF_ID);
let used = random.length;
/**
 * The time of the last id, in ms, and its number among those of that time. When the clock is set back,
 * the time stays until the clock has passed it.
 */
let last = { msecs: 0, seq: 0 };

/**
 * Creates a UUID of version 7. It begins with the time, so that rows created together are stored
 * together, and it sorts after those that this function has created before.
 */
export function newId(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const drawn = random.subarray(used, (used += BYTES_OF_ID));
  const now = clock.now().getTime();
  // The first number of a ms is random and below 2^31, so that counting on does not exceed its 32 bits.
  // The library takes 42 more random bits from bytes 10 to 15.
  last =
    now > last.msecs
      ? { msecs: now, seq: drawn.readUInt32BE() >>> 1 }
      : { msecs: last.msecs, seq: last.seq + 1 };
  return v7({ ...last, random: drawn });
}

/** Creates a UUID of version 7 that begins with this time. */
export const newIdAt = (time: Date): string => v7({ msecs: time.getTime() });

/** The time that a UUID of version 7 begins with, in ms. */
export const timeOfId = (id: string): number =>
  Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
