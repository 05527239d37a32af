import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * One index of the entitlements of a phone instead of two. A purchase finds in it what the phone has
 * running, without reading what is over. Lists read all that one phone has bought, and sort it.
 *
 * The index that goes with them was the target of a foreign key, which 1790000000391 has removed.
 */
export class FindEntitlementsByPhone1790000000392 implements MigrationInterface {
  readonly name = 'FindEntitlementsByPhone1790000000392';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS entitlements_phone_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY entitlements_phone_idx
        ON entitlements (user_id, phone_e164, ends_at)`);
    for (const name of Object.keys(BEFORE)) {
      await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    for (const [name, create] of Object.entries(BEFORE)) {
      await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await queryRunner.query(create);
    }
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS entitlements_phone_idx`);
  }
}

const BEFORE = {
  entitlements_phone_list_idx: `
    CREATE INDEX CONCURRENTLY entitlements_phone_list_idx
      ON entitlements (user_id, phone_e164, created_at, id) WHERE phone_e164 <> ''`,
  entitlements_phone_running_idx: `
    CREATE INDEX CONCURRENTLY entitlements_phone_running_idx
      ON entitlements (user_id, router_id, phone_e164, ends_at)
      WHERE is_phone_proven AND revoked_at IS NULL`,
  entitlements_chain_key: `
    CREATE UNIQUE INDEX CONCURRENTLY entitlements_chain_key
      ON entitlements (id, router_id, access_code)`,
};
