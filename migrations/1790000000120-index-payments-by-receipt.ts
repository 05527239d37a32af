import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds an operator's payments by their M-Pesa receipt; most lists of one receipt have one payment. */
export class IndexPaymentsByReceipt1790000000120 implements MigrationInterface {
  readonly name = 'IndexPaymentsByReceipt1790000000120';
  /** Built beside whoever writes, which no transaction may hold. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS payments_mpesa_reference_list_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY payments_mpesa_reference_list_idx
        ON payments (user_id, mpesa_reference, created_at, id)
        WHERE mpesa_reference IS NOT NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS payments_mpesa_reference_list_idx`);
  }
}
