/** As much of a login as it takes to end it. */
interface Ended {
  readonly id: string;
  readonly current: boolean;
}

/**
 * Ends all logins but the current one, also those that a page has no room for, or that began meanwhile.
 * @param read a page of the logins that go on
 * @param end ends one; a login that has ended by itself is no error
 */
export async function endOthers(
  read: () => Promise<readonly Ended[]>,
  end: (id: string) => Promise<unknown>,
): Promise<void> {
  const ended = new Set<string>();
  for (;;) {
    const others = (await read()).filter(({ id, current }) => !current && !ended.has(id));
    if (others.length === 0) return;
    for (const { id } of others) {
      await end(id);
      ended.add(id);
    }
  }
}
