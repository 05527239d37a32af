export { poll } from '../poll.js';
export { EmbeddedBench, gone } from './embedded-bench.js';
export { execute } from './execute.js';
