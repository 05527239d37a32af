import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds the routers whose hotspot users the server writes itself. */
export class FindRoutersReachedByRest1790000000221 implements MigrationInterface {
  readonly name = 'FindRoutersReachedByRest1790000000221';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS routers_routeros_api_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY routers_routeros_api_idx
        ON routers (id)
          WHERE access_method = 'routeros_api' AND archived_at IS NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS routers_routeros_api_idx`);
  }
}
