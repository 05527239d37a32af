import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Counters of requests, shared by all server processes. Unlogged: they change with every request
 * and are worth nothing after a crash, so they cost no write-ahead log.
 */
export class CreateRateLimits1790000000031 implements MigrationInterface {
  readonly name = 'CreateRateLimits1790000000031';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE UNLOGGED TABLE rate_limits (
        key    character varying(255) CONSTRAINT rate_limits_pkey PRIMARY KEY,
        points integer NOT NULL DEFAULT 0,
        expire bigint
      );
      CREATE INDEX rate_limits_expire_idx ON rate_limits (expire);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP TABLE rate_limits`);
  }
}
