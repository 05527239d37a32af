import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The newest access of a device is found without reading all that the device ever had. */
export class FindNewestChainsOfDevices1790000000341 implements MigrationInterface {
  readonly name = 'FindNewestChainsOfDevices1790000000341';
  /** CREATE INDEX CONCURRENTLY cannot run in a transaction. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS devices_mac_list_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY devices_mac_list_idx
        ON devices (user_id, mac_address, attached_at)`);
    // The new index begins with the same columns.
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS devices_mac_address_idx`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS devices_mac_address_idx`);
    await queryRunner.query(`
      CREATE INDEX CONCURRENTLY devices_mac_address_idx ON devices (user_id, mac_address)`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS devices_mac_list_idx`);
  }
}
