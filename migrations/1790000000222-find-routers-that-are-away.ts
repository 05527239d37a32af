import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds the routers that cannot be reached, which the metrics count. */
export class FindRoutersThatAreAway1790000000222 implements MigrationInterface {
  readonly name = 'FindRoutersThatAreAway1790000000222';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS routers_unreachable_since_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY routers_unreachable_since_idx
        ON routers (unreachable_since)
          WHERE unreachable_since IS NOT NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS routers_unreachable_since_idx`);
  }
}
