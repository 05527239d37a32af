import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The part of the portal's address that says which router it is about: 80 random bits, so that nobody
 * finds the portal of a router by trying. New routers get one by the default, also from servers of the
 * version before; a job gives one to each router that was there (`fill_portal_slugs`).
 */
export class GiveRoutersAPortalSlug1790000000280 implements MigrationInterface {
  readonly name = 'GiveRoutersAPortalSlug1790000000280';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      -- Those parts of a random UUID that have neither its version nor its variant.
      CREATE FUNCTION new_portal_slug() RETURNS text
      LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
        SELECT regexp_replace(gen_random_uuid()::text,
                              '^(.{8})-(.{4})-.{9}-(.{8}).{4}$', '\\1\\2\\3')
      $$;
      ALTER TABLE routers ADD COLUMN portal_slug text;
      ALTER TABLE routers ALTER COLUMN portal_slug SET DEFAULT new_portal_slug();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE routers DROP COLUMN portal_slug;
      DROP FUNCTION new_portal_slug;
    `);
  }
}
