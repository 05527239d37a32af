import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Since when a router cannot be reached, and when an entitlement was written at its router. */
export class NoteRoutersThatAreAway1790000000220 implements MigrationInterface {
  readonly name = 'NoteRoutersThatAreAway1790000000220';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE routers ADD COLUMN unreachable_since timestamptz(3);
      ALTER TABLE entitlements ADD COLUMN delivered_at timestamptz(3);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE entitlements DROP COLUMN delivered_at;
      ALTER TABLE routers DROP COLUMN unreachable_since;
    `);
  }
}
