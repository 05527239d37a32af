import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const TABLES = `
  SELECT relname AS name,
         EXISTS (SELECT FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attname = 'user_id' AND a.attnum > 0) AS "isOwned"
    FROM pg_class c
   WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
     AND relname <> 'schema_migrations'`;

/** Unique indexes that do not contain the operator. */
const KEYS_WITHOUT_OPERATOR = `
  SELECT i.relname AS name, c.relname AS "of"
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_class c ON c.oid = x.indrelid
   WHERE x.indisunique AND c.relnamespace = 'public'::regnamespace
     AND c.relname <> 'schema_migrations'
     AND NOT EXISTS (SELECT FROM pg_attribute a
                      WHERE a.attrelid = c.oid AND a.attname = 'user_id'
                        AND a.attnum = ANY (x.indkey::smallint[]))`;

interface Table {
  readonly name: string;
  readonly isOwned: boolean;
}

const doc = readFileSync('docs/scaling.md', 'utf8');

/** The rows of the table below a heading: their cells, the first one without its quotes. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = doc.split(`\n### ${heading}\n`);
  const [own = ''] = section.split('\n### ');
  const lines = own.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell, index) => (index === 0 ? cell.trim().replaceAll('`', '') : cell.trim())),
  );
}

const namesOf = (rows: readonly (readonly string[])[]): string[] =>
  rows.map(([name = '']) => name).toSorted();

/** The names of all statements that are prepared under a name of their own. */
function preparedStatements(): string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .flatMap((file) => [
      ...readFileSync(`src/${file}`, 'utf8').matchAll(/prepared<[^(]*\(\s*'(\w+)'/g),
    ])
    .map(([, name = '']) => name)
    .toSorted();
}

describe('the plan for distributed PostgreSQL in docs/scaling.md', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let tables: Table[];

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    tables = (await client.query<Table>(TABLES)).rows;
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('places each table', () => {
    const rows = rowsUnder('Where each table goes');
    expect(namesOf(rows)).toEqual(tables.map(({ name }) => name).toSorted());
  });

  it('distributes tables with an operator by the operator, or adds one', () => {
    const owned = new Set(tables.filter(({ isOwned }) => isOwned).map(({ name }) => name));
    const wrong = rowsUnder('Where each table goes')
      .filter(([, goes]) => goes === 'by user_id')
      .filter(
        ([name = '', , change = '']) => !owned.has(name) && !change.includes('gets `user_id`'),
      );
    expect(wrong).toEqual([]);
  });

  it('has a replacement for each unique key without the operator', async () => {
    const keys = (await client.query<{ name: string; of: string }>(KEYS_WITHOUT_OPERATOR)).rows;
    const rows = rowsUnder('Unique keys that would not survive');
    expect(namesOf(rows)).toEqual(keys.map(({ name }) => name).toSorted());
    const everywhere = new Set(
      rowsUnder('Where each table goes')
        .filter(([, goes]) => goes === 'everywhere')
        .map(([name]) => name),
    );
    const wrong = keys.filter(({ name, of }) => {
      const replacement = rows.find(([key]) => key === name)?.[2] ?? '';
      return everywhere.has(of)
        ? replacement !== 'stays: reference table'
        : !replacement.startsWith('`(user_id, ');
    });
    expect(wrong).toEqual([]);
  });

  it('knows each statement that is prepared', () => {
    expect(namesOf(rowsUnder('Every hot statement'))).toEqual(preparedStatements());
  });
});
