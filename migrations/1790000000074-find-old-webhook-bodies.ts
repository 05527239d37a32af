import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds webhooks whose bodies can be emptied; those that are empty already are not in it. */
export class FindOldWebhookBodies1790000000074 implements MigrationInterface {
  readonly name = 'FindOldWebhookBodies1790000000074';
  /** Built beside whoever writes, which no transaction may hold. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS webhook_events_body_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY webhook_events_body_idx
        ON webhook_events (received_at) WHERE body <> '{}'::jsonb
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS webhook_events_body_idx`);
  }
}
