import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataSource } from 'typeorm';
import { type Clock } from '../common/clock.js';
import { MIGRATIONS } from '../../migrations/index.js';

/** One statement as TypeORM generates it. */
interface Statement {
  readonly query: string;
  readonly parameters?: readonly unknown[] | undefined;
}

/** A migration to write. */
export interface NewMigration {
  /** For example `add-notes`. */
  readonly name: string;
  /** Milliseconds since 1970. Migrations run in this order. */
  readonly timestamp: number;
  readonly up: readonly Statement[];
  readonly down: readonly Statement[];
}

/**
 * Writes a migration with the differences between the entities and the database, and lists it in
 * `index.ts`. The migration is a draft: review it, and add what TypeORM cannot know.
 *
 * @param dataSource initialised, on a database with all migrations applied
 * @param directory the folder of the migrations and their `index.ts`
 * @param name lower-case words, separated by hyphens
 * @returns the path of the new file; undefined when there are no differences
 * @throws RangeError for any other name
 */
export async function generateMigration(
  dataSource: DataSource,
  directory: string,
  name: string,
  clock: Clock,
): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new RangeError('A migration is named in lower-case words with hyphens: add-notes');
  }
  const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
  if (upQueries.length === 0) return undefined;
  const timestamp = Math.max(clock.now().getTime(), lastTimestamp() + 1);
  const migration = { name, timestamp, up: upQueries, down: downQueries.reverse() };
  const file = join(directory, `${fileName(migration)}.ts`);
  const index = join(directory, 'index.ts');
  const listed = withListed(await readFile(index, 'utf8'), migration);
  await writeFile(file, migrationSource(migration), { flag: 'wx' });
  await writeFile(index, listed);
  return file;
}

/** Returns the source of a migration. */
export function migrationSource(migration: NewMigration): string {
  return `import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** ${sentence(migration.name)}. */
export class ${className(migration)} implements MigrationInterface {
  readonly name = '${className(migration)}';

  async up(queryRunner: QueryRunner): Promise<void> {
${statements(migration.up)}
  }

  async down(queryRunner: QueryRunner): Promise<void> {
${statements(migration.down)}
  }
}
`;
}

/**
 * Returns the text of `index.ts` with the migration added to its imports and to the end of its
 * list.
 *
 * @throws when the text has no imports or no list
 */
export function withListed(index: string, migration: NewMigration): string {
  const added = index
    .replace(
      /(?<=^import .*\n)(?!import )/m,
      `import { ${className(migration)} } from './${fileName(migration)}.js';\n`,
    )
    .replace(/^\] as const;$/m, `  ${className(migration)},\n] as const;`);
  if (added.split(className(migration)).length !== 3) {
    throw new Error('The index of the migrations is not laid out as expected');
  }
  return added;
}

function statements(list: readonly Statement[]): string {
  const limit: Statement = { query: `SET LOCAL lock_timeout = '5s'` };
  return [limit, ...list]
    .map(({ query, parameters }) => {
      const values = parameters?.length ? `, ${JSON.stringify(parameters)}` : '';
      return `    await queryRunner.query(${literal(query)}${values});`;
    })
    .join('\n');
}

const literal = (text: string): string => `\`${text.replace(/[\\`]|\$(?=\{)/g, '\\$&')}\``;

const words = (name: string): string[] => name.split('-');

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const className = ({ name, timestamp }: NewMigration): string =>
  words(name).map(capital).join('') + String(timestamp);

const fileName = ({ name, timestamp }: NewMigration): string => `${timestamp}-${name}`;

const sentence = (name: string): string => capital(words(name).join(' '));

function lastTimestamp(): number {
  return Math.max(0, ...MIGRATIONS.map(({ name }) => Number(/\d{13}$/.exec(name)?.[0] ?? 0)));
}
