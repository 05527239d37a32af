import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Validates the constraints of the migration before, beside everyone who reads and writes. */
export class CheckAccessSettings1790000000151 implements MigrationInterface {
  readonly name = 'CheckAccessSettings1790000000151';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE packages VALIDATE CONSTRAINT packages_device_limit_check;
      ALTER TABLE packages VALIDATE CONSTRAINT packages_data_cap_mb_check;
      ALTER TABLE routers VALIDATE CONSTRAINT routers_access_method_check;
      ALTER TABLE routers VALIDATE CONSTRAINT routers_nas_address_check;
      ALTER TABLE routers VALIDATE CONSTRAINT routers_wireguard_public_key_check;
      ALTER TABLE routers VALIDATE CONSTRAINT routers_coa_port_check;
    `);
  }

  /** A validated constraint cannot be made invalid again, and need not be. */
  async down(): Promise<void> {}
}
