import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds an operator's payments by the time at which they were completed, when their money counts. */
export class IndexPaymentsByCompletion1790000000330 implements MigrationInterface {
  readonly name = 'IndexPaymentsByCompletion1790000000330';
  /** Built beside whoever writes, which no transaction may hold. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS payments_completed_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY payments_completed_idx
        ON payments (user_id, completed_at)
        WHERE completed_at IS NOT NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS payments_completed_idx`);
  }
}
