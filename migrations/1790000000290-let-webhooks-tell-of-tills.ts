import { type MigrationInterface, type QueryRunner } from 'typeorm';

const KINDS = `'collection', 'payout', 'chargeback', 'other'`;

/**
 * Lets stored webhooks be about transactions at a till. The rule is checked for new rows at once,
 * and for old ones by the next migration, which locks nobody out.
 */
export class LetWebhooksTellOfTills1790000000290 implements MigrationInterface {
  readonly name = 'LetWebhooksTellOfTills1790000000290';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE webhook_events
        DROP CONSTRAINT webhook_events_kind_check,
        ADD CONSTRAINT webhook_events_kind_check
          CHECK (kind IN (${KINDS}, 'till_transaction')) NOT VALID
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    // Stored events about tills stay; only new ones are refused again.
    await queryRunner.query(`
      ALTER TABLE webhook_events
        DROP CONSTRAINT webhook_events_kind_check,
        ADD CONSTRAINT webhook_events_kind_check CHECK (kind IN (${KINDS})) NOT VALID
    `);
  }
}
