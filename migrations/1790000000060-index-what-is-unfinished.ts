import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Small indexes of what is not finished: open payments, and webhooks not processed yet. They let the
 * figures be read often, because they do not grow with their tables.
 *
 * Built in one transaction, so the tables take no writes meanwhile: seconds at most, since a
 * partial index reads its table once and holds little.
 */
export class IndexWhatIsUnfinished1790000000060 implements MigrationInterface {
  readonly name = 'IndexWhatIsUnfinished1790000000060';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE INDEX payments_open_idx ON payments (created_at)
        WHERE status IN ('pending', 'processing');
      CREATE INDEX webhook_events_stored_idx ON webhook_events (received_at)
        WHERE outcome = 'stored';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query('DROP INDEX payments_open_idx, webhook_events_stored_idx');
  }
}
