import { isUuid } from '../common/ids/uuid.js';

/** Longer text is refused before it is read. */
const MAX_LENGTH = 120;
const NUMBER = /^(?:0|[1-9]\d{0,15})$/;

/** A position among the events of all operators: everything up to `id` was read. */
export interface EventCursor {
  /** The part of the database's life in which it was given out: see {@link EventEpochs}. */
  readonly epoch: string;
  readonly id: number;
}

/** Writes a cursor as opaque text for a URL. */
export const encodeEventCursor = ({ epoch, id }: EventCursor): string =>
  Buffer.from(['event', epoch, id].join('|')).toString('base64url');

/** Reads a cursor made by {@link encodeEventCursor}; null for anything else. */
export function decodeEventCursor(text: string): EventCursor | null {
  if (text.length > MAX_LENGTH) return null;
  const [kind, epoch = '', number = ''] = Buffer.from(text, 'base64url').toString().split('|');
  if (kind !== 'event' || !isUuid(epoch) || !NUMBER.test(number)) return null;
  const cursor = { epoch, id: Number(number) };
  // The decoder ignores unknown characters, so only the exact spelling of ours is accepted.
  return Number.isSafeInteger(cursor.id) && encodeEventCursor(cursor) === text ? cursor : null;
}
