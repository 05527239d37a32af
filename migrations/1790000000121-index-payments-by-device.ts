import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Lists an operator's payments of one device, the newest first. */
export class IndexPaymentsByDevice1790000000121 implements MigrationInterface {
  readonly name = 'IndexPaymentsByDevice1790000000121';
  /** Built beside whoever writes, which no transaction may hold. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS payments_mac_list_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY payments_mac_list_idx
        ON payments (user_id, mac_address, created_at, id)
        WHERE mac_address <> ''
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS payments_mac_list_idx`);
  }
}
