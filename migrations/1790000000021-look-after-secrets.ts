import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Routers say whether their certificate must be valid; deleted credentials hold no secret. */
export class LookAfterSecrets1790000000021 implements MigrationInterface {
  readonly name = 'LookAfterSecrets1790000000021';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE routers ADD COLUMN verify_certificate boolean NOT NULL DEFAULT true;
      ALTER TABLE credentials ADD CONSTRAINT credentials_deleted_check
        CHECK (deleted_at IS NULL
               OR (NOT is_active AND private_key_sealed = '' AND private_key_hint = ''
                   AND webhook_challenge_sealed IS NULL));
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE credentials DROP CONSTRAINT credentials_deleted_check;
      ALTER TABLE routers DROP COLUMN verify_certificate;
    `);
  }
}
