import { describe, expect, it } from '@jest/globals';
import { type MigrationInterface } from 'typeorm';
import { MIGRATIONS } from '../migrations/index.js';
import { migrationFaults, statementsOf } from './support/migration-rules.js';

/**
 * Made before the first release, when no table was busy anywhere. Nothing is added here once a
 * version has been released: docs/migrations.md says what to do instead.
 */
const BEFORE_THE_FIRST_RELEASE: readonly string[] = [
  'RecordHowLoginsBegan1790000000010',
  'IndexPaymentsByWhatWasSold1790000000020',
  'LookAfterSecrets1790000000021',
  'IndexPaymentsForTheirLists1790000000040',
  'MatchEarlyWebhooks1790000000050',
  'IndexWhatIsUnfinished1790000000060',
  'IndexRefreshTokensByExpiry1790000000071',
];

const TIMEOUT = `SET LOCAL lock_timeout = '5s'`;

describe('the migrations', () => {
  it.each(MIGRATIONS.map((Migration) => [Migration.name, Migration] as const))(
    '%s holds up no busy server',
    async (name, Migration) => {
      const migration: MigrationInterface = new Migration();
      const isInTransaction = migration.transaction !== false;
      const faults = migrationFaults(await statementsOf(migration), isInTransaction);
      if (BEFORE_THE_FIRST_RELEASE.includes(name)) expect(faults).not.toEqual([]);
      else expect(faults).toEqual([]);
    },
  );
});

describe('the rules of migrations', () => {
  it.each([
    ['an index', 'CREATE INDEX a_idx ON a (b)'],
    ['a unique index', 'CREATE UNIQUE INDEX a_key ON a (b)'],
    ['a NOT NULL column', 'ALTER TABLE a ADD COLUMN b integer NOT NULL'],
    ['a column with a rule', `ALTER TABLE a ADD b text DEFAULT 'x' CHECK (b <> '')`],
    ['a column with a reference', 'ALTER TABLE a ADD COLUMN b integer REFERENCES c (id)'],
    ['a default by row', 'ALTER TABLE a ADD COLUMN b uuid DEFAULT gen_random_uuid()'],
    ['another type', 'ALTER TABLE a ALTER COLUMN b TYPE bigint'],
    ['NOT NULL', 'ALTER TABLE a ALTER COLUMN b SET NOT NULL'],
    ['a rule', 'ALTER TABLE a ADD CONSTRAINT a_check CHECK (b > 0)'],
    ['a reference', 'ALTER TABLE a ADD CONSTRAINT a_fkey FOREIGN KEY (b) REFERENCES c (id)'],
    ['a key', 'ALTER TABLE a ADD CONSTRAINT a_key UNIQUE (b)'],
    ['another name', 'ALTER TABLE a RENAME COLUMN b TO c'],
    ['changed rows', 'UPDATE a SET b = 1'],
    ['a lock', 'LOCK TABLE a'],
    ['CONCURRENTLY', 'CREATE INDEX CONCURRENTLY a_idx ON a (b)'],
  ])('refuse %s on a table that is there', (_, statement) => {
    expect(migrationFaults([TIMEOUT, statement], true)).toHaveLength(1);
  });

  it.each([
    ['a column that may be empty', 'ALTER TABLE a ADD COLUMN b integer'],
    ['a column with a constant', `ALTER TABLE a ADD COLUMN b text NOT NULL DEFAULT ''`],
    ['a rule for new rows', 'ALTER TABLE a ADD CONSTRAINT a_check CHECK (b > 0) NOT VALID'],
    ['checking it later', 'ALTER TABLE a VALIDATE CONSTRAINT a_check'],
    ['a key on an index', 'ALTER TABLE a ADD CONSTRAINT a_key UNIQUE USING INDEX a_idx'],
    ['a table with everything', 'CREATE TABLE a (b integer NOT NULL CHECK (b > 0))'],
  ])('allow %s', (_, statement) => {
    expect(migrationFaults([TIMEOUT, statement], true)).toEqual([]);
  });

  it('allow anything on a table that the same migration makes', () => {
    const made = [TIMEOUT, 'CREATE TABLE a (b integer)', 'CREATE INDEX a_idx ON a (b)'];
    expect(migrationFaults(made, true)).toEqual([]);
  });

  it('want a time limit for locks first, of the session outside a transaction', () => {
    const concurrent = 'CREATE INDEX CONCURRENTLY a_idx ON a (b)';
    expect(migrationFaults([concurrent], false)).toHaveLength(1);
    expect(migrationFaults([TIMEOUT, concurrent], false)).toHaveLength(1);
    expect(migrationFaults([`SET lock_timeout = '5s'`, concurrent], false)).toEqual([]);
  });

  it('refuse to validate a rule in the migration that adds it', () => {
    const both = [
      TIMEOUT,
      'ALTER TABLE a ADD CONSTRAINT a_check CHECK (b > 0) NOT VALID',
      'ALTER TABLE a VALIDATE CONSTRAINT a_check',
    ];
    expect(migrationFaults(both, true)).toHaveLength(1);
  });
});
