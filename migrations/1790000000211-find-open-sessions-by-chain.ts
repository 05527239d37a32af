import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A change of a chain looks for its open sessions; the closed ones of a long chain are many. */
export class FindOpenSessionsByChain1790000000211 implements MigrationInterface {
  readonly name = 'FindOpenSessionsByChain1790000000211';
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query('DROP INDEX CONCURRENTLY IF EXISTS accounting_sessions_open_chain_idx');
    await queryRunner.query(
      `CREATE INDEX CONCURRENTLY accounting_sessions_open_chain_idx
         ON accounting_sessions (chain_id) WHERE stopped_at IS NULL`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query('DROP INDEX CONCURRENTLY IF EXISTS accounting_sessions_open_chain_idx');
  }
}
