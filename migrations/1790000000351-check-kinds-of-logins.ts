import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Checks the logins from before the migration 350. */
export class CheckKindsOfLogins1790000000351 implements MigrationInterface {
  readonly name = 'CheckKindsOfLogins1790000000351';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE sessions VALIDATE CONSTRAINT sessions_kind_check`);
  }

  /** A rule that was checked cannot be unchecked, and need not. */
  async down(): Promise<void> {}
}
