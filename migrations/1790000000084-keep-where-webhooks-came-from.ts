import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The request that brought a webhook. One that is processed later, because no payment was known for
 * it, can then still be found by that request. Empty for those that came before.
 */
export class KeepWhereWebhooksCameFrom1790000000084 implements MigrationInterface {
  readonly name = 'KeepWhereWebhooksCameFrom1790000000084';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE webhook_events ADD COLUMN origin jsonb`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE webhook_events DROP COLUMN origin`);
  }
}
