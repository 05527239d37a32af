import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** An operator's logins are listed, the newest first. */
export class ListLogins1790000000352 implements MigrationInterface {
  readonly name = 'ListLogins1790000000352';
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS sessions_list_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY sessions_list_idx ON sessions (user_id, created_at, id)
        WHERE revoked_at IS NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS sessions_list_idx`);
  }
}
