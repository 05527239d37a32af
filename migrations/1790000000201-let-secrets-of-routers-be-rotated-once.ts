import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The Idempotency-Key of the last rotation of a secret: a repeated request rotates nothing. */
export class LetSecretsOfRoutersBeRotatedOnce1790000000201 implements MigrationInterface {
  readonly name = 'LetSecretsOfRoutersBeRotatedOnce1790000000201';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE radius.nas ADD COLUMN rotation_key_hash text`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE radius.nas DROP COLUMN rotation_key_hash`);
  }
}
