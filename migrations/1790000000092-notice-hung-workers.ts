import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** When a worker last showed that it works: one that hangs still holds its connection. */
export class NoticeHungWorkers1790000000092 implements MigrationInterface {
  readonly name = 'NoticeHungWorkers1790000000092';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(
      `ALTER TABLE job_workers ADD COLUMN seen_at timestamptz(3) NOT NULL DEFAULT now()`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE job_workers DROP COLUMN seen_at`);
  }
}
