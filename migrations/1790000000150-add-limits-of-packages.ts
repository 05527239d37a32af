import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Device limit and data cap of packages. A table a migration: requests lock several of them. */
export class AddLimitsOfPackages1790000000150 implements MigrationInterface {
  readonly name = 'AddLimitsOfPackages1790000000150';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE packages
        ADD COLUMN device_limit integer NOT NULL DEFAULT 1,
        ADD COLUMN data_cap_mb integer;
      ALTER TABLE packages
        ADD CONSTRAINT packages_device_limit_check
          CHECK (device_limit BETWEEN 1 AND 20) NOT VALID,
        ADD CONSTRAINT packages_data_cap_mb_check CHECK (data_cap_mb > 0) NOT VALID;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE packages DROP COLUMN device_limit, DROP COLUMN data_cap_mb;
    `);
  }
}
