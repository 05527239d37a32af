import { describe, expect, it } from '@jest/globals';
import { migrationSource, withListed } from './generate-migration.js';

const migration = {
  name: 'add-notes',
  timestamp: 1790000000009,
  up: [{ query: 'ALTER TABLE "users" ADD "notes" text' }],
  down: [{ query: 'ALTER TABLE "users" DROP COLUMN "notes"' }],
};

describe('the source of a migration', () => {
  it('is a class named after its purpose and time, with a lock limit in both directions', () => {
    expect(migrationSource(migration))
      .toBe(`import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Add notes. */
export class AddNotes1790000000009 implements MigrationInterface {
  readonly name = 'AddNotes1790000000009';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`SET LOCAL lock_timeout = '5s'\`);
    await queryRunner.query(\`ALTER TABLE "users" ADD "notes" text\`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`SET LOCAL lock_timeout = '5s'\`);
    await queryRunner.query(\`ALTER TABLE "users" DROP COLUMN "notes"\`);
  }
}
`);
  });

  it('escapes the special characters of template literals', () => {
    const query = "SELECT `a`, '\\d', '${b}', '$1'";
    const source = migrationSource({ ...migration, up: [{ query }] });
    expect(source).toContain("query(`SELECT \\`a\\`, '\\\\d', '\\${b}', '$1'`)");
  });

  it('passes on the parameters of a statement', () => {
    const source = migrationSource({ ...migration, up: [{ query: 'SELECT $1', parameters: [7] }] });
    expect(source).toContain('query(`SELECT $1`, [7])');
  });
});

describe('the list of migrations', () => {
  const index = `import { First1 } from './1-first.js';
import { Second2 } from './2-second.js';

/** Every migration, oldest first. */
export const MIGRATIONS = [
  First1,
  Second2,
] as const;
`;

  it('gets the new migration at the end of its imports and its list', () => {
    expect(withListed(index, migration)).toBe(`import { First1 } from './1-first.js';
import { Second2 } from './2-second.js';
import { AddNotes1790000000009 } from './1790000000009-add-notes.js';

/** Every migration, oldest first. */
export const MIGRATIONS = [
  First1,
  Second2,
  AddNotes1790000000009,
] as const;
`);
  });

  it('refuses a text that has no list to add to', () => {
    expect(() => withListed(`import { First1 } from './1-first.js';\n`, migration)).toThrow(
      'not laid out as expected',
    );
  });
});
