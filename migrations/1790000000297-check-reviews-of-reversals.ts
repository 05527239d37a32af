import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Checks the old payments against the rule of the migration before, without blocking anybody. */
export class CheckReviewsOfReversals1790000000297 implements MigrationInterface {
  readonly name = 'CheckReviewsOfReversals1790000000297';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(
      `ALTER TABLE payments VALIDATE CONSTRAINT payments_review_reason_check`,
    );
  }

  /** A rule that was checked cannot be unchecked, and need not. */
  async down(): Promise<void> {}
}
