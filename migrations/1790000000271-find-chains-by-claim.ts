import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A purchase with the claim of an earlier sale finds the chain that it opens. */
export class FindChainsByClaim1790000000271 implements MigrationInterface {
  readonly name = 'FindChainsByClaim1790000000271';
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS entitlements_access_claim_hash_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY entitlements_access_claim_hash_idx
        ON entitlements (access_claim_hash) WHERE access_claim_hash IS NOT NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS entitlements_access_claim_hash_idx`);
  }
}
