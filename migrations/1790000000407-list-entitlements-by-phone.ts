import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The entitlements of a phone in the order of lists, which 1790000000392 had removed. For a page of a
 * phone that buys often, the planner took the list of all entitlements instead of the index of phones,
 * and discarded those of others.
 */
export class ListEntitlementsByPhone1790000000407 implements MigrationInterface {
  readonly name = 'ListEntitlementsByPhone1790000000407';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS entitlements_phone_list_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY entitlements_phone_list_idx
        ON entitlements (user_id, phone_e164, created_at, id)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS entitlements_phone_list_idx`);
  }
}
