import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** All rows of the history have the events and sources that 1790000000393 lists; this blocks nobody. */
export class ValidateChecksOfAccess1790000000394 implements MigrationInterface {
  readonly name = 'ValidateChecksOfAccess1790000000394';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE entitlement_history
        VALIDATE CONSTRAINT entitlement_history_event_check,
        VALIDATE CONSTRAINT entitlement_history_source_check`);
  }

  /** A check that was validated stays so until the migration before is taken back. */
  async down(): Promise<void> {}
}
