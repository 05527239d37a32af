import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The SHA-256 of the claim that the first answer of a sale carries, and the secrets of stored answers,
 * sealed with the key ring. Both are null for rows of servers that knew no claims.
 */
export class KeepAccessClaims1790000000190 implements MigrationInterface {
  readonly name = 'KeepAccessClaims1790000000190';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE payments ADD COLUMN access_claim_hash text;
      ALTER TABLE idempotency_keys ADD COLUMN answer_secrets_sealed text;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE payments DROP COLUMN access_claim_hash;
      ALTER TABLE idempotency_keys DROP COLUMN answer_secrets_sealed;
    `);
  }
}
