import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A peer of the tunnel is known by its public key: one router for each key. */
export class LetEachRouterHaveItsOwnTunnelKey1790000000202 implements MigrationInterface {
  readonly name = 'LetEachRouterHaveItsOwnTunnelKey1790000000202';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS routers_wireguard_key_key`);
    await queryRunner.query(`
      CREATE UNIQUE INDEX CONCURRENTLY routers_wireguard_key_key
        ON routers (wireguard_public_key) WHERE wireguard_public_key IS NOT NULL
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS routers_wireguard_key_key`);
  }
}
