import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Tokens to set a new password with, kept as SHA-256 only. */
export class CreatePasswordResets1790000000131 implements MigrationInterface {
  readonly name = 'CreatePasswordResets1790000000131';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE TABLE password_resets (
        token_hash text CONSTRAINT password_resets_pkey PRIMARY KEY
                        CONSTRAINT password_resets_token_hash_check
                        CHECK (token_hash ~ '^[0-9a-f]{64}$'),
        user_id    integer NOT NULL CONSTRAINT password_resets_user_id_fkey
                        REFERENCES users (id) ON DELETE CASCADE,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE INDEX password_resets_user_id_idx ON password_resets (user_id);
      CREATE INDEX password_resets_expires_at_idx ON password_resets (expires_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP TABLE password_resets`);
  }
}
