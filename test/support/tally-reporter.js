/** Prints a final line that scripts can read: "12 passed, 0 failed". */
export default class TallyReporter {
  onRunComplete(_contexts, results) {
    // A suite that cannot be loaded has no tests to count, but is a failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed\n`);
  }
}
