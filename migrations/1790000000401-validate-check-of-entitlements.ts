import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** All entitlements pass the check of 1790000000400; reading them blocks nobody. */
export class ValidateCheckOfEntitlements1790000000401 implements MigrationInterface {
  readonly name = 'ValidateCheckOfEntitlements1790000000401';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE entitlements VALIDATE CONSTRAINT entitlements_check`);
  }

  /** A check that was validated stays so until the migration before is taken back. */
  async down(): Promise<void> {}
}
