import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * An index by which the payment of an early webhook finds it, and one for an operator's webhooks of
 * one outcome. The first holds only what is unmatched; both are built while the table takes no
 * writes, which is seconds at most.
 */
export class MatchEarlyWebhooks1790000000050 implements MigrationInterface {
  readonly name = 'MatchEarlyWebhooks1790000000050';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE INDEX webhook_events_early_idx ON webhook_events (provider, invoice_id)
        WHERE outcome = 'unmatched';
      CREATE INDEX webhook_events_outcome_list_idx
        ON webhook_events (user_id, outcome, received_at, id) WHERE user_id IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query('DROP INDEX webhook_events_early_idx, webhook_events_outcome_list_idx');
  }
}
