import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Lets PostgreSQL assume that a two-hundredth of all sessions is open, whatever it has seen. When its
 * statistics have seen no open session, it takes the partial indexes of open sessions for empty: then
 * reading one of them from end to end looks cheaper than a search by id or by device, and once many
 * customers were online, each accounting packet read all of their sessions.
 *
 * Statistics that were gathered before are not replaced any more. There are none where the table is
 * created by the same upgrade.
 */
export class ExpectOpenSessions1790000000305 implements MigrationInterface {
  readonly name = 'ExpectOpenSessions1790000000305';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(
      'ALTER TABLE accounting_sessions ALTER COLUMN stopped_at SET STATISTICS 0',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(
      'ALTER TABLE accounting_sessions ALTER COLUMN stopped_at SET STATISTICS -1',
    );
  }
}
