/** After so many pages it is cheaper to read everything again than to catch up. */
export const MOST_PAGES = 3;

/** A page of events, oldest first. */
export interface EventPage<Type extends string> {
  readonly events: readonly { readonly type: Type }[];
  /** Where the next page begins. */
  readonly cursor: string;
  readonly has_more: boolean;
}

/** What has happened after a cursor. */
export interface Happened<Type extends string> {
  /** The types of the events; null when some were not read. */
  readonly types: readonly Type[] | null;
  readonly cursor: string;
}

/**
 * Reads the events after a cursor. Without one, or when they are many: no events, and the cursor of now.
 *
 * @param read reads the page after a cursor, null when that is too old; without a cursor, the cursor of
 *   now without events
 */
export async function catchUp<Type extends string>(
  read: (after: string | undefined) => Promise<EventPage<Type> | null>,
  start: string | undefined,
): Promise<Happened<Type>> {
  const types: Type[] = [];
  let after = start;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await read(after);
    if (page === null) break;
    types.push(...page.events.map(({ type }) => type));
    after = page.cursor;
    if (!page.has_more) return { types, cursor: page.cursor };
  }
  const now = await read(undefined);
  if (now === null) throw new Error('The cursor of now is never too old');
  return { types: null, cursor: now.cursor };
}
