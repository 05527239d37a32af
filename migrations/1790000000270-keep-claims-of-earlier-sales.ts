import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The SHA-256 of the claim that came with a purchase, and of the claim that opens a chain, in its first
 * entitlement. Both are null for rows of servers that did not keep them.
 */
export class KeepClaimsOfEarlierSales1790000000270 implements MigrationInterface {
  readonly name = 'KeepClaimsOfEarlierSales1790000000270';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE payments ADD COLUMN earlier_claim_hash text;
      ALTER TABLE entitlements ADD COLUMN access_claim_hash text;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE payments DROP COLUMN earlier_claim_hash;
      ALTER TABLE entitlements DROP COLUMN access_claim_hash;
    `);
  }
}
