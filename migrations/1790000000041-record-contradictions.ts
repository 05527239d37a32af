import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What has been held against a payment, so that a review that was closed stays closed. */
export class RecordContradictions1790000000041 implements MigrationInterface {
  readonly name = 'RecordContradictions1790000000041';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE payments ADD contradictions text[] NOT NULL DEFAULT '{}'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE payments DROP contradictions`);
  }
}
