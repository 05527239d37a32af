import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What the provider keeps of a payment and what the seller receives, if it tells. Old payments have
 * none, and are checked by the next migration.
 */
export class RecordFeesOfPayments1790000000331 implements MigrationInterface {
  readonly name = 'RecordFeesOfPayments1790000000331';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE payments
        ADD COLUMN fee_minor bigint,
        ADD COLUMN net_minor bigint,
        ADD CONSTRAINT payments_fee_check
          CHECK ((fee_minor IS NULL) = (net_minor IS NULL) AND fee_minor >= 0 AND net_minor >= 0)
          NOT VALID
    `);
  }

  /** The fees are lost. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE payments DROP COLUMN fee_minor, DROP COLUMN net_minor`);
  }
}
