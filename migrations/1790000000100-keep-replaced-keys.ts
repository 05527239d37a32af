import { type MigrationInterface, type QueryRunner } from 'typeorm';

const REASONS = `'amount_mismatch', 'currency_mismatch', 'double_payment', 'failed_after_complete'`;

/**
 * Keys that an operator replaces or deletes stay for the attempts that were made with them, as
 * versions of their credentials, until these attempts are not asked about any more. A payment that
 * nobody can be asked about is for review; old rows are checked by the next migration.
 */
export class KeepReplacedKeys1790000000100 implements MigrationInterface {
  readonly name = 'KeepReplacedKeys1790000000100';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE TABLE credential_versions (
        user_id                  integer NOT NULL,
        credential_id            integer NOT NULL,
        version                  integer NOT NULL,
        api_key                  text NOT NULL,
        private_key_sealed       text NOT NULL,
        webhook_challenge_sealed text,
        retired_at               timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT credential_versions_pkey PRIMARY KEY (user_id, credential_id, version),
        CONSTRAINT credential_versions_user_id_credential_id_fkey
          FOREIGN KEY (user_id, credential_id) REFERENCES credentials (user_id, id)
      );
      CREATE INDEX credential_versions_retired_at_idx ON credential_versions (retired_at);
      ALTER TABLE credentials ADD COLUMN version integer NOT NULL DEFAULT 1;
      ALTER TABLE payment_attempts ADD COLUMN credential_version integer NOT NULL DEFAULT 1;
      ALTER TABLE payments
        DROP CONSTRAINT payments_review_reason_check,
        ADD CONSTRAINT payments_review_reason_check
          CHECK (review_reason IN (${REASONS}, 'cannot_verify')) NOT VALID;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    // The keys of earlier versions are lost. A review that is open stays; a new one is refused.
    await queryRunner.query(`
      ALTER TABLE payments
        DROP CONSTRAINT payments_review_reason_check,
        ADD CONSTRAINT payments_review_reason_check
          CHECK (review_reason IN (${REASONS})) NOT VALID;
      ALTER TABLE payment_attempts DROP COLUMN credential_version;
      ALTER TABLE credentials DROP COLUMN version;
      DROP TABLE credential_versions;
    `);
  }
}
