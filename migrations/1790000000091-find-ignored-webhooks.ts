import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds the events that are about nothing of ours, which live for hours. */
export class FindIgnoredWebhooks1790000000091 implements MigrationInterface {
  readonly name = 'FindIgnoredWebhooks1790000000091';
  /** Built beside whoever writes, which no transaction may hold. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS webhook_events_ignored_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY webhook_events_ignored_idx
        ON webhook_events (received_at) WHERE outcome = 'ignored'
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS webhook_events_ignored_idx`);
  }
}
