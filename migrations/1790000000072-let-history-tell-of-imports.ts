import { type MigrationInterface, type QueryRunner } from 'typeorm';

const SOURCES = `'request', 'provider', 'webhook', 'check', 'reconciliation', 'operator', 'expiry'`;

/**
 * A payment that was brought over from another system says so in its history. The rule is checked
 * for new rows at once, and for old ones by the next migration, which locks nobody out.
 */
export class LetHistoryTellOfImports1790000000072 implements MigrationInterface {
  readonly name = 'LetHistoryTellOfImports1790000000072';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE payment_history
        DROP CONSTRAINT payment_history_source_check,
        ADD CONSTRAINT payment_history_source_check
          CHECK (source IN (${SOURCES}, 'import')) NOT VALID
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    // What was imported stays; only a new line of that kind would be refused again.
    await queryRunner.query(`
      ALTER TABLE payment_history
        DROP CONSTRAINT payment_history_source_check,
        ADD CONSTRAINT payment_history_source_check CHECK (source IN (${SOURCES})) NOT VALID
    `);
  }
}
