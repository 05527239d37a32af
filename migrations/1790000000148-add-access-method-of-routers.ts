import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** How a router lets customers in, and how its RADIUS packets are known. */
export class AddAccessMethodOfRouters1790000000148 implements MigrationInterface {
  readonly name = 'AddAccessMethodOfRouters1790000000148';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
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
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE routers
        DROP COLUMN access_method, DROP COLUMN nas_address, DROP COLUMN wireguard_public_key,
        DROP COLUMN coa_port;
    `);
  }
}
