import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Whether a router or a package was ever sold, and lists of what was sold on it, by index. */
export class IndexPaymentsByWhatWasSold1790000000020 implements MigrationInterface {
  readonly name = 'IndexPaymentsByWhatWasSold1790000000020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE INDEX payments_router_list_idx ON payments (user_id, router_id, created_at, id);
      CREATE INDEX payments_package_list_idx ON payments (user_id, package_id, created_at, id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX payments_router_list_idx, payments_package_list_idx`);
  }
}
