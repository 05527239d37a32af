import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Device limit and data cap of packages, copied into payments when they are sold; how a router lets
 * customers in. `payments.device_limit` is null for payments of servers that did not copy it.
 */
export class AddAccessSettings1790000000150 implements MigrationInterface {
  readonly name = 'AddAccessSettings1790000000150';

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

      ALTER TABLE routers
        ADD COLUMN access_method text NOT NULL DEFAULT 'none',
        ADD COLUMN nas_address inet,
        ADD COLUMN wireguard_public_key text,
        ADD COLUMN coa_port integer NOT NULL DEFAULT 3799;
      ALTER TABLE routers
        ADD CONSTRAINT routers_access_method_check
          CHECK (access_method IN ('radius', 'routeros_api', 'none')) NOT VALID,
        ADD CONSTRAINT routers_nas_address_check
          CHECK (family(nas_address) = 4 AND masklen(nas_address) = 32) NOT VALID,
        ADD CONSTRAINT routers_wireguard_public_key_check
          CHECK (wireguard_public_key ~ '^[A-Za-z0-9+/]{43}=$') NOT VALID,
        ADD CONSTRAINT routers_coa_port_check
          CHECK (coa_port BETWEEN 1 AND 65535) NOT VALID;

      ALTER TABLE payments
        ADD COLUMN device_limit integer,
        ADD COLUMN data_cap_mb integer;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE payments DROP COLUMN device_limit, DROP COLUMN data_cap_mb;
      ALTER TABLE routers
        DROP COLUMN access_method, DROP COLUMN nas_address, DROP COLUMN wireguard_public_key,
        DROP COLUMN coa_port;
      ALTER TABLE packages DROP COLUMN device_limit, DROP COLUMN data_cap_mb;
    `);
  }
}
