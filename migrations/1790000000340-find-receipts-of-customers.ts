import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * A search finds the second payment of a sale by its receipt, which only the history of the first
 * one tells, and the money of a phone that no payment was found for.
 */
export class FindReceiptsOfCustomers1790000000340 implements MigrationInterface {
  readonly name = 'FindReceiptsOfCustomers1790000000340';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(
      `DROP INDEX CONCURRENTLY IF EXISTS payment_history_further_receipt_idx`,
    );
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY payment_history_further_receipt_idx
        ON payment_history (user_id, (evidence ->> 'mpesa_reference'), id)
        WHERE event = 'contradicted'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS receipts_phone_list_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY receipts_phone_list_idx
        ON receipts (user_id, phone_e164, created_at, id)
        WHERE payment_id IS NULL AND phone_e164 IS NOT NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS receipts_phone_list_idx`);
    await queryRunner.query(
      `DROP INDEX CONCURRENTLY IF EXISTS payment_history_further_receipt_idx`,
    );
  }
}
