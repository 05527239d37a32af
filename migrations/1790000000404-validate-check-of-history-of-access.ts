import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** All rows of the history pass the check of 1790000000403; reading them blocks nobody. */
export class ValidateCheckOfHistoryOfAccess1790000000404 implements MigrationInterface {
  readonly name = 'ValidateCheckOfHistoryOfAccess1790000000404';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE entitlement_history VALIDATE CONSTRAINT entitlement_history_check`);
  }

  /** A check that was validated stays so until the migration before is taken back. */
  async down(): Promise<void> {}
}
