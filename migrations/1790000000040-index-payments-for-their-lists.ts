import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Lists of one customer's payments, of one method, of one provider and of those under review, by index. */
export class IndexPaymentsForTheirLists1790000000040 implements MigrationInterface {
  readonly name = 'IndexPaymentsForTheirLists1790000000040';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE INDEX payments_phone_list_idx ON payments (user_id, phone_e164, created_at, id);
      CREATE INDEX payments_method_list_idx ON payments (user_id, payment_method, created_at, id);
      CREATE INDEX payments_provider_list_idx
        ON payments (user_id, payment_provider, created_at, id);
      CREATE INDEX payments_review_list_idx ON payments (user_id, created_at, id)
        WHERE review_reason IS NOT NULL;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP INDEX payments_phone_list_idx, payments_method_list_idx, payments_provider_list_idx,
                 payments_review_list_idx`);
  }
}
