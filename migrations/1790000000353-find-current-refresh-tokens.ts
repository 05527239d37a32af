import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A login has one refresh token that was not used, beside thousands that were. */
export class FindCurrentRefreshTokens1790000000353 implements MigrationInterface {
  readonly name = 'FindCurrentRefreshTokens1790000000353';
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS refresh_tokens_current_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY refresh_tokens_current_idx ON refresh_tokens (session_id)
        WHERE used_at IS NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS refresh_tokens_current_idx`);
  }
}
