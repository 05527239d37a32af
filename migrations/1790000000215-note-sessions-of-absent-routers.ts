import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A session that had to end while its router was away is asked for again when it is reported. */
export class NoteSessionsOfAbsentRouters1790000000215 implements MigrationInterface {
  readonly name = 'NoteSessionsOfAbsentRouters1790000000215';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(
      `ALTER TABLE coa_requests ADD COLUMN was_stale boolean NOT NULL DEFAULT false`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE coa_requests DROP COLUMN was_stale`);
  }
}
