import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What was sold: `device_limit` is null in payments of servers that did not copy it. */
export class CopyLimitsIntoPayments1790000000149 implements MigrationInterface {
  readonly name = 'CopyLimitsIntoPayments1790000000149';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE payments
        ADD COLUMN device_limit integer,
        ADD COLUMN data_cap_mb integer;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE payments DROP COLUMN device_limit, DROP COLUMN data_cap_mb;
    `);
  }
}
