import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** How far the metrics of access have been counted, so that several processes count nothing twice. */
export class CreateAccessCounts1790000000214 implements MigrationInterface {
  readonly name = 'CreateAccessCounts1790000000214';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE TABLE access_counts (
        name          text CONSTRAINT access_counts_pkey PRIMARY KEY,
        counted_until timestamptz(3) NOT NULL DEFAULT now(),
        rejects       jsonb NOT NULL DEFAULT '{}'
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP TABLE access_counts`);
  }
}
