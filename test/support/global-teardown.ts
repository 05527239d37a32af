/** Set by the global setup: stops the database server and removes the run's directory. */
const CLEANUP = Symbol.for('lipafi.test.cleanup');

/** Runs after the last test file; a second call finds nothing left to do. */
export default async function tearDown(): Promise<void> {
  await (globalThis as { [CLEANUP]?: () => Promise<void> })[CLEANUP]?.();
}
