import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The provider through which sales go that name none, of an operator and of a router, and what ends
 * when the mobile money company takes money back. Without a row the defaults hold.
 */
export class LetOperatorsPreferAProvider1790000000295 implements MigrationInterface {
  readonly name = 'LetOperatorsPreferAProvider1790000000295';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE TABLE payment_settings (
        user_id integer NOT NULL,
        preferred_provider text,
        on_reversal text NOT NULL DEFAULT 'keep',
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT payment_settings_pkey PRIMARY KEY (user_id),
        CONSTRAINT payment_settings_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
        CONSTRAINT payment_settings_on_reversal_check CHECK (on_reversal IN ('keep', 'revoke'))
      );
      ALTER TABLE routers ADD COLUMN preferred_provider text;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE routers DROP COLUMN preferred_provider;
      DROP TABLE payment_settings;
    `);
  }
}
