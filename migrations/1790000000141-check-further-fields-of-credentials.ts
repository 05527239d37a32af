import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Checks old credentials against the rule of the migration before, while others use the table. */
export class CheckFurtherFieldsOfCredentials1790000000141 implements MigrationInterface {
  readonly name = 'CheckFurtherFieldsOfCredentials1790000000141';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(
      `ALTER TABLE credentials VALIDATE CONSTRAINT credentials_deleted_further_fields_check`,
    );
  }

  /** A rule that was checked cannot be unchecked, and need not. */
  async down(): Promise<void> {}
}
