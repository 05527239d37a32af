import { createHash } from 'node:crypto';
import { loadNatively } from './native-modules.js';

/**
 * Replaces a module by one that exports the same values, as loaded by Node.js. Tests and server
 * then share classes, so that `app.nest.get(Class)` and `toBeInstanceOf` work.
 */
export default {
  async getCacheKeyAsync(_source, file) {
    return createHash('sha256')
      .update(await codeFor(file))
      .digest('hex');
  },
  async processAsync(_source, file) {
    return { code: await codeFor(file) };
  },
};

async function codeFor(file) {
  const names = Object.keys(await loadNatively(file)).filter((name) => name !== 'module.exports');
  const load = `await globalThis[Symbol.for('lipafi.test.load')](${JSON.stringify(file)})`;
  const exported = names.map((name) =>
    name === 'default'
      ? 'export default loaded.default;'
      : `export const ${name} = loaded.${name};`,
  );
  return [`const loaded = ${load};`, ...exported].join('\n');
}
