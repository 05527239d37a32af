import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import {
  pendingMigrations,
  revertLastMigration,
  runMigrations,
} from '../../src/database/migrate.js';
import { checkMigrations, schemaDrift } from '../../src/database/migration-check.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const ALL = MIGRATIONS.map(({ name }) => name);
/** A single connection has to be enough, lock included. */
const POOL_SIZE = 1;

let database: TestDatabase;
let opened: DataSource[];

beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((each) => each.destroy()));
  await database.drop();
});

async function open(
  overrides: Pick<DataSource['options'], 'entities' | 'migrations'> = {},
): Promise<DataSource> {
  // TypeORM prints failed migrations on its own; its "debug" logger stays silent.
  const usual = dataSourceOptions(database.url, POOL_SIZE);
  const options = { ...usual, logger: 'debug' as const, ...overrides };
  const dataSource = await new DataSource(options).initialize();
  opened.push(dataSource);
  return dataSource;
}

/** A migration class with these statements. */
function migration(
  name: string,
  up: string,
  down: string,
): new () => MigrationInterface & { name: string } {
  return class {
    readonly name = name;
    async up(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query(up);
    }
    async down(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query(down);
    }
  };
}

/** Builds an index beside whoever reads and writes, which no transaction may hold. */
class Concurrent1790000000002 implements MigrationInterface {
  readonly name = 'Concurrent1790000000002';
  readonly transaction = false;
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '4321ms'`);
    await queryRunner.query('CREATE INDEX CONCURRENTLY first_idx ON first ((1))');
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX CONCURRENTLY first_idx');
  }
}

const first = migration('First1790000000001', 'CREATE TABLE first ()', 'DROP TABLE first');
const broken = migration(
  'Broken1790000000002',
  'CREATE TABLE half (); CREATE TABLE half ()',
  'DROP TABLE half',
);
const careless = migration('Careless1790000000003', 'CREATE TABLE careless ()', 'SELECT 1');

const NOTES = new EntitySchema({
  name: 'notes',
  columns: {
    id: { type: 'integer', primary: true, primaryKeyConstraintName: 'notes_pkey' },
    text: { type: 'text' },
    author: { type: 'integer' },
  },
  indices: [{ name: 'notes_author_idx', columns: ['author'] }],
  checks: [{ name: 'notes_text_check', expression: `text <> ''` }],
});
const createNotes = migration(
  'CreateNotes1790000000004',
  `CREATE TABLE notes (
     id integer CONSTRAINT notes_pkey PRIMARY KEY,
     text text NOT NULL CONSTRAINT notes_text_check CHECK (text <> ''),
     author integer NOT NULL
   );
   CREATE INDEX notes_author_idx ON notes (author)`,
  'DROP TABLE notes',
);

describe('the migrations', () => {
  it('go up, agree with the entities, go down to nothing and up again', async () => {
    expect(await checkMigrations(await open())).toEqual([]);
  });

  it('are pending on an empty database and not after they have run', async () => {
    const dataSource = await open();
    expect(await pendingMigrations(dataSource)).toEqual(ALL);
    expect(await runMigrations(dataSource)).toEqual(ALL);
    expect(await pendingMigrations(dataSource)).toEqual([]);
    expect(await runMigrations(dataSource)).toEqual([]);
  });

  it('are taken back one at a time, the last one first', async () => {
    const dataSource = await open();
    await runMigrations(dataSource);
    expect(await revertLastMigration(dataSource)).toBe(ALL.at(-1));
    expect(await pendingMigrations(dataSource)).toEqual(ALL.slice(-1));
  });

  it('are each applied once when four servers start together', async () => {
    const servers = await Promise.all([open(), open(), open(), open()]);
    const applied = await Promise.all(servers.map((each) => runMigrations(each)));
    expect(applied.filter((names) => names.length > 0)).toEqual([ALL]);
    expect(await servers[0].query('SELECT name FROM schema_migrations ORDER BY id')).toEqual(
      ALL.map((name) => ({ name })),
    );
  });

  it('go up and down outside a transaction where they say so', async () => {
    const dataSource = await open({ migrations: [first, Concurrent1790000000002] });
    const indexes = (): Promise<unknown> =>
      dataSource.query(`SELECT indexname FROM pg_indexes WHERE tablename = 'first'`);
    const before: unknown = await dataSource.query('SHOW lock_timeout');
    await runMigrations(dataSource);
    expect(await indexes()).toEqual([{ indexname: 'first_idx' }]);
    expect(await dataSource.query('SHOW lock_timeout')).toEqual(before);
    expect(await revertLastMigration(dataSource)).toBe('Concurrent1790000000002');
    expect(await indexes()).toEqual([]);
  });

  it('leave the session with the limits it had', async () => {
    const dataSource = await open();
    const before = await dataSource.query('SHOW statement_timeout');
    await runMigrations(dataSource);
    expect(await dataSource.query('SHOW statement_timeout')).toEqual(before);
  });
});

describe('a migration that fails', () => {
  it('leaves nothing of itself and keeps what was applied before it', async () => {
    const dataSource = await open({ migrations: [first, broken] });
    await expect(runMigrations(dataSource)).rejects.toThrow('relation "half" already exists');
    expect(await pendingMigrations(dataSource)).toEqual(['Broken1790000000002']);
    expect(
      await dataSource.query(`SELECT to_regclass('first'), to_regclass('half') AS half`),
    ).toEqual([{ to_regclass: 'first', half: null }]);
  });

  it('lets the next process migrate', async () => {
    const failing = await open({ migrations: [first, broken] });
    await expect(runMigrations(failing)).rejects.toThrow();
    expect(await runMigrations(await open({ migrations: [first] }))).toEqual([]);
  });
});

describe('the check of the migrations', () => {
  it('finds no fault when they make what the entities describe', async () => {
    const dataSource = await open({ entities: [NOTES], migrations: [createNotes] });
    expect(await checkMigrations(dataSource)).toEqual([]);
  });

  it('names what a migration leaves behind when it is taken back', async () => {
    const dataSource = await open({ entities: [], migrations: [first, careless] });
    expect(await checkMigrations(dataSource)).toEqual([
      'Taken back, the migrations leave: relation careless',
    ]);
  });

  it('names what the entities have and the migrations do not make', async () => {
    const faults = await checkMigrations(await open({ entities: [NOTES], migrations: [first] }));
    expect(faults).toContainEqual(expect.stringContaining('CREATE TABLE "notes"'));
  });
});

describe('the drift between schema and entities', () => {
  it.each([
    ['a missing column', 'ALTER TABLE notes DROP COLUMN author'],
    ['a column too many', 'ALTER TABLE notes ADD title text'],
    ['a column of another type', 'ALTER TABLE notes ALTER author TYPE bigint'],
    ['a column that may be empty', 'ALTER TABLE notes ALTER author DROP NOT NULL'],
    ['a missing index', 'DROP INDEX notes_author_idx'],
    ['a missing rule', 'ALTER TABLE notes DROP CONSTRAINT notes_text_check'],
  ])('shows %s', async (_what, change) => {
    const dataSource = await open({ entities: [NOTES], migrations: [createNotes] });
    await runMigrations(dataSource);
    expect(await schemaDrift(dataSource)).toEqual([]);
    await dataSource.query(change);
    expect(await schemaDrift(dataSource)).not.toEqual([]);
  });
});
