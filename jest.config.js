import { findPostgres } from './test/support/find-postgres.js';
import { findChromium, isOnPath } from './test/support/find-programs.js';

/**
 * The projects: `unit` touches nothing, `integration` a database, `e2e` the whole server over HTTP,
 * `browser` the server as pages in a Chromium see it, if there is one, and `backup` a restored one.
 */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)(?<!\\.json)\\.js$': '$1',
    // The packages of this repository, from their sources.
    '^embedded-postgres-server$': '<rootDir>/packages/embedded-postgres-server/src/index.ts',
    '^embedded-postgres-server/testing$':
      '<rootDir>/packages/embedded-postgres-server/src/testing/index.ts',
    '^intasend-simulator$': '<rootDir>/packages/intasend-simulator/src/index.ts',
    '^#portal$': '<rootDir>/packages/portal/src/index.ts',
    '^kopokopo-simulator$': '<rootDir>/packages/kopokopo-simulator/src/index.ts',
    '^simulator-core$': '<rootDir>/packages/simulator-core/src/index.ts',
    '^simulator-core/testing$': '<rootDir>/packages/simulator-core/src/testing/index.ts',
    '^router-simulator$': '<rootDir>/packages/router-simulator/src/index.ts',
    '^intasend-simulator/testing$': '<rootDir>/packages/intasend-simulator/src/testing/index.ts',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
          },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  setupFiles: ['reflect-metadata'],
};

const [[sources, swc]] = Object.entries(base.transform);

const withDatabase = {
  setupFilesAfterEnv: ['<rootDir>/test/support/answer-checks.setup.ts'],
  // The server's own code is loaded by Node.js once for each worker, not by Jest for each file.
  testEnvironment: '<rootDir>/test/support/native-environment.js',
  transform: {
    '/(src|migrations)/(?!.*spec\\.ts$).+\\.ts$': '<rootDir>/test/support/native-transformer.js',
    '/test/support/(document-judge|hosted-commands|validation-metadata)\\.ts$':
      '<rootDir>/test/support/native-transformer.js',
    '/node_modules/(typeorm|pg/esm)/index\\.mjs$': '<rootDir>/test/support/native-transformer.js',
    [sources]: swc,
  },
  transformIgnorePatterns: ['/node_modules/(?!(typeorm|pg/esm)/index\\.mjs$)'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

const chromium = findChromium();
if (chromium) process.env['CHROMIUM_PATH'] = chromium;
else process.stderr.write('No Chromium found (see CHROMIUM_PATH): browser tests are left out.\n');

/** Tests of what readers paste into a terminal need one. */
const hasTerminal = ['bash', 'curl'].every(isOnPath);
if (!hasTerminal) {
  process.stderr.write('No bash or no curl: the commands of the documents are left out.\n');
}

const hasPsql = hasTerminal && isOnPath('psql');
if (!hasPsql) {
  process.stderr.write('No psql: the statements of the documents are left out.\n');
}
const leftOut = [
  ...(hasTerminal ? [] : ['documented-commands']),
  ...(hasPsql ? [] : ['documented-statements']),
];

const browser = {
  ...base,
  ...withDatabase,
  displayName: 'browser',
  testMatch: ['<rootDir>/test/browser/**/*.browser-spec.ts'],
};

const postgres = findPostgres();
if (postgres) process.env['POSTGRES_BIN'] = postgres;
else process.stderr.write('No pg_dump found (see POSTGRES_BIN): the restore trial is left out.\n');

const backup = {
  ...base,
  ...withDatabase,
  displayName: 'backup',
  testMatch: ['<rootDir>/test/backup/**/*.backup-spec.ts'],
};

export default {
  // One more than a small machine has cores: tests often wait for PostgreSQL and other processes.
  maxWorkers: 3,
  reporters: ['default', '<rootDir>/test/support/tally-reporter.js'],
  testTimeout: 120_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{src,test,bench,packages}/**/*.spec.ts'],
    },
    {
      ...base,
      ...withDatabase,
      displayName: 'integration',
      testMatch: ['<rootDir>/{test/integration,packages}/**/*.int-spec.ts'],
    },
    {
      ...base,
      ...withDatabase,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...leftOut],
    },
    ...(chromium ? [browser] : []),
    ...(postgres ? [backup] : []),
  ],
};
