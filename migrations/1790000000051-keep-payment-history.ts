import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Lines of a payment's history can be neither edited, which was so already, nor removed. */
export class KeepPaymentHistory1790000000051 implements MigrationInterface {
  readonly name = 'KeepPaymentHistory1790000000051';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE OR REPLACE TRIGGER payment_history_is_append_only
        BEFORE UPDATE OR DELETE ON payment_history
        FOR EACH ROW EXECUTE FUNCTION payment_history_is_append_only();
      CREATE TRIGGER payment_history_is_not_emptied
        BEFORE TRUNCATE ON payment_history
        FOR EACH STATEMENT EXECUTE FUNCTION payment_history_is_append_only();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP TRIGGER payment_history_is_not_emptied ON payment_history;
      CREATE OR REPLACE TRIGGER payment_history_is_append_only
        BEFORE UPDATE ON payment_history
        FOR EACH ROW EXECUTE FUNCTION payment_history_is_append_only();
    `);
  }
}
