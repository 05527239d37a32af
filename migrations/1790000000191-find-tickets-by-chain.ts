import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The login tickets of a chain are few, and are found along it. */
export class FindTicketsByChain1790000000191 implements MigrationInterface {
  readonly name = 'FindTicketsByChain1790000000191';
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS login_tickets_chain_id_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY login_tickets_chain_id_idx
        ON login_tickets (chain_id, expires_at)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS login_tickets_chain_id_idx`);
  }
}
