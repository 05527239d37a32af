import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The metrics count first logins by their time. A sale does not write to this index. */
export class FindFirstLogins1790000000213 implements MigrationInterface {
  readonly name = 'FindFirstLogins1790000000213';
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query('DROP INDEX CONCURRENTLY IF EXISTS entitlements_first_login_at_idx');
    await queryRunner.query(
      `CREATE INDEX CONCURRENTLY entitlements_first_login_at_idx
         ON entitlements (first_login_at) WHERE first_login_at IS NOT NULL`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query('DROP INDEX CONCURRENTLY IF EXISTS entitlements_first_login_at_idx');
  }
}
