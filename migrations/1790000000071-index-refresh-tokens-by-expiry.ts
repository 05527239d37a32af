import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds the refresh tokens that are over, so that cleaning up reads nothing else. */
export class IndexRefreshTokensByExpiry1790000000071 implements MigrationInterface {
  readonly name = 'IndexRefreshTokensByExpiry1790000000071';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(
      `CREATE INDEX refresh_tokens_expires_at_idx ON refresh_tokens (expires_at)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX refresh_tokens_expires_at_idx`);
  }
}
