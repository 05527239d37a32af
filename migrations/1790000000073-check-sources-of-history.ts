import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Checks the old rows of the history against the rule of the migration before, beside everyone. */
export class CheckSourcesOfHistory1790000000073 implements MigrationInterface {
  readonly name = 'CheckSourcesOfHistory1790000000073';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(
      `ALTER TABLE payment_history VALIDATE CONSTRAINT payment_history_source_check`,
    );
  }

  /** A rule that was checked cannot be unchecked, and need not. */
  async down(): Promise<void> {}
}
