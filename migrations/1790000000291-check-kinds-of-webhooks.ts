import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Checks the old webhooks against the rule of the migration before, without blocking anybody. */
export class CheckKindsOfWebhooks1790000000291 implements MigrationInterface {
  readonly name = 'CheckKindsOfWebhooks1790000000291';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(
      `ALTER TABLE webhook_events VALIDATE CONSTRAINT webhook_events_kind_check`,
    );
  }

  /** A rule that was checked cannot be unchecked, and need not. */
  async down(): Promise<void> {}
}
