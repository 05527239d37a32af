/** Set by the global set-up: stops the database server and removes the directory of the run. */
const CLEANUP = Symbol.for('lipafi.test.cleanup');

/** Runs after the last test file; a second call does nothing. */
export default async function tearDown(): Promise<void> {
  await (globalThis as { [CLEANUP]?: () => Promise<void> })[CLEANUP]?.();
}
