import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * A provider may need more than a key pair and a webhook secret. What it needs besides is one sealed
 * JSON object, empty for providers that need nothing. Servers of the version before know no such
 * provider. Deleted credentials keep no secret; old rows are checked by the next migration.
 */
export class KeepFurtherFieldsOfCredentials1790000000140 implements MigrationInterface {
  readonly name = 'KeepFurtherFieldsOfCredentials1790000000140';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE credentials ADD COLUMN further_fields_sealed text;
      ALTER TABLE credential_versions ADD COLUMN further_fields_sealed text;
      ALTER TABLE credentials
        ADD CONSTRAINT credentials_deleted_further_fields_check
          CHECK (deleted_at IS NULL OR further_fields_sealed IS NULL) NOT VALID;
    `);
  }

  /** The further fields of credentials are lost. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE credentials DROP COLUMN further_fields_sealed;
      ALTER TABLE credential_versions DROP COLUMN further_fields_sealed;
    `);
  }
}
