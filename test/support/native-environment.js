import NodeEnvironment from 'jest-environment-node';
import { loadNatively } from './native-modules.js';

/** Where the code that `native-transformer.js` makes finds the modules. */
const LOAD = Symbol.for('lipafi.test.load');

/**
 * Jest evaluates every module again for each test file, which takes longer than most files' tests.
 * In this environment the server's own code is loaded by Node.js, once for each worker.
 */
export default class NativeEnvironment extends NodeEnvironment {
  async setup() {
    await super.setup();
    this.global[LOAD] = loadNatively;
  }
}
