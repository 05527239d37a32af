import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The list of sessions of one device is read along it, the newest first. */
export class IndexSessionsByDevice1790000000181 implements MigrationInterface {
  readonly name = 'IndexSessionsByDevice1790000000181';
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(
      `DROP INDEX CONCURRENTLY IF EXISTS accounting_sessions_device_list_idx`,
    );
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY accounting_sessions_device_list_idx
        ON accounting_sessions (user_id, mac_address, started_at, id)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(
      `DROP INDEX CONCURRENTLY IF EXISTS accounting_sessions_device_list_idx`,
    );
  }
}
