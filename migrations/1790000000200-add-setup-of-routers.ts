import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Where a router sends its customers, when the first one came from there, and the addresses of
 * routers in the tunnel, which are handed out in order, so that one of a router that is gone is not
 * soon another one's.
 */
export class AddSetupOfRouters1790000000200 implements MigrationInterface {
  readonly name = 'AddSetupOfRouters1790000000200';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE SEQUENCE router_tunnel_address_seq;
      ALTER TABLE routers
        ADD COLUMN portal_url text,
        ADD COLUMN first_portal_visit_at timestamptz(3);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE routers DROP COLUMN portal_url, DROP COLUMN first_portal_visit_at;
      DROP SEQUENCE router_tunnel_address_seq;
    `);
  }
}
