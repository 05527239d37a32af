import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Checks old payments against the rule of the migration before, while others use the table. */
export class CheckFeesOfPayments1790000000332 implements MigrationInterface {
  readonly name = 'CheckFeesOfPayments1790000000332';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE payments VALIDATE CONSTRAINT payments_fee_check`);
  }

  /** A rule that was checked cannot be unchecked, and need not. */
  async down(): Promise<void> {}
}
