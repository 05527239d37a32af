import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The sweep finds completed payments that are not over and have no entitlement along it. */
export class FindUnexpiredPayments1790000000170 implements MigrationInterface {
  readonly name = 'FindUnexpiredPayments1790000000170';
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS payments_unexpired_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY payments_unexpired_idx
        ON payments (package_expiry_time) WHERE status = 'completed'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS payments_unexpired_idx`);
  }
}
