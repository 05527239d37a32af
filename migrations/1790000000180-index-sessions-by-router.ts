import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The list of sessions of one router is read along it, the newest first. */
export class IndexSessionsByRouter1790000000180 implements MigrationInterface {
  readonly name = 'IndexSessionsByRouter1790000000180';
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(
      `DROP INDEX CONCURRENTLY IF EXISTS accounting_sessions_router_list_idx`,
    );
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY accounting_sessions_router_list_idx
        ON accounting_sessions (user_id, router_id, started_at, id)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(
      `DROP INDEX CONCURRENTLY IF EXISTS accounting_sessions_router_list_idx`,
    );
  }
}
