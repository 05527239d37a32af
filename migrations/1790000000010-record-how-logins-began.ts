import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Logins remember whether a password or API keys began them, so that new keys can end the latter. */
export class RecordHowLoginsBegan1790000000010 implements MigrationInterface {
  readonly name = 'RecordHowLoginsBegan1790000000010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE sessions
        ADD COLUMN begun_by text NOT NULL DEFAULT 'password'
        CONSTRAINT sessions_begun_by_check CHECK (begun_by IN ('password', 'api_key'))
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE sessions DROP COLUMN begun_by`);
  }
}
