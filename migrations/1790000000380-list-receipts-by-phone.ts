import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Lists the money that a phone has paid at tills, whether it was counted for a payment or not. The
 * index that this one replaces has only what was not counted. Money that a till reports pays for it;
 * a sale by prompt does not, because its receipt has no phone.
 */
export class ListReceiptsByPhone1790000000380 implements MigrationInterface {
  readonly name = 'ListReceiptsByPhone1790000000380';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS receipts_payer_list_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY receipts_payer_list_idx
        ON receipts (user_id, phone_e164, created_at, id)
        WHERE phone_e164 IS NOT NULL`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS receipts_phone_list_idx`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS receipts_phone_list_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY receipts_phone_list_idx
        ON receipts (user_id, phone_e164, created_at, id)
        WHERE payment_id IS NULL AND phone_e164 IS NOT NULL`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS receipts_payer_list_idx`);
  }
}
