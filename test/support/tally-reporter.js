/** Ends a test run with one plain line that scripts can read: "12 passed, 0 failed". */
export default class TallyReporter {
  onRunComplete(_contexts, results) {
    // A suite that does not even load has no tests to count, and is a failure all the same.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed\n`);
  }
}
