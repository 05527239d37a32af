import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * A login has a kind, and where it was used from last. Earlier logins and those of servers of the
 * previous version are of the API, and their addresses are not known.
 */
export class RecordWhoUsesLogins1790000000350 implements MigrationInterface {
  readonly name = 'RecordWhoUsesLogins1790000000350';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE sessions
        ADD COLUMN kind text NOT NULL DEFAULT 'api',
        ADD COLUMN last_used_at timestamptz(3),
        ADD COLUMN ip text,
        ADD COLUMN user_agent text,
        ADD CONSTRAINT sessions_kind_check CHECK (kind IN ('browser', 'api')) NOT VALID
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE sessions
        DROP COLUMN kind, DROP COLUMN last_used_at, DROP COLUMN ip, DROP COLUMN user_agent
    `);
  }
}
