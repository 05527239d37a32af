import NodeEnvironment from 'jest-environment-node';
import { loadNatively } from './native-modules.js';

/** The key under which the code of `native-transformer.js` finds the loader. */
const LOAD = Symbol.for('lipafi.test.load');

/**
 * Jest evaluates every module again for each test file, which takes longer than most tests. In this
 * environment Node.js loads the code of the server, once for each worker.
 */
export default class NativeEnvironment extends NodeEnvironment {
  async setup() {
    await super.setup();
    this.global[LOAD] = loadNatively;
  }
}
