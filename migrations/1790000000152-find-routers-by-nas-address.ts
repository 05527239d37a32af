import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A RADIUS client is known by the source address of its packets: one router for each address. */
export class FindRoutersByNasAddress1790000000152 implements MigrationInterface {
  readonly name = 'FindRoutersByNasAddress1790000000152';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS routers_nas_address_key`);
    await queryRunner.query(`
      CREATE UNIQUE INDEX CONCURRENTLY routers_nas_address_key
        ON routers (nas_address) WHERE nas_address IS NOT NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS routers_nas_address_key`);
  }
}
