import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The entitlements of a phone in the order in which a purchase looks for a chain: the one that ends
 * last, and of equal ends the newest. Without the id in the index each purchase set up a sort.
 */
export class FindEntitlementsByPhoneInOrder1790000000405 implements MigrationInterface {
  readonly name = 'FindEntitlementsByPhoneInOrder1790000000405';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS entitlements_phone_ends_at_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY entitlements_phone_ends_at_idx
        ON entitlements (user_id, phone_e164, ends_at, id)`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS entitlements_phone_idx`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS entitlements_phone_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY entitlements_phone_idx
        ON entitlements (user_id, phone_e164, ends_at)`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS entitlements_phone_ends_at_idx`);
  }
}
