import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * A portal slug is one router's. The index also finds the routers that have none yet, because it
 * contains them.
 */
export class FindRoutersByPortalSlug1790000000281 implements MigrationInterface {
  readonly name = 'FindRoutersByPortalSlug1790000000281';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS routers_portal_slug_key`);
    await queryRunner.query(`
      CREATE UNIQUE INDEX CONCURRENTLY routers_portal_slug_key ON routers (portal_slug)
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS routers_portal_slug_key`);
  }
}
