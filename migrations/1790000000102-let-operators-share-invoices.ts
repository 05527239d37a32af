import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * An invoice is one attempt's of an operator, not of all operators: a webhook with a challenge of the
 * sender's own says which invoice an attempt has, and could take another operator's from them. The
 * operator stands last, so that invoices are still found without one.
 */
export class LetOperatorsShareInvoices1790000000102 implements MigrationInterface {
  readonly name = 'LetOperatorsShareInvoices1790000000102';
  /** Built beside whoever writes, which no transaction may hold. */
  readonly transaction = false;

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(
      `DROP INDEX CONCURRENTLY IF EXISTS payment_attempts_operator_invoice_key`,
    );
    await queryRunner.query(`
      CREATE UNIQUE INDEX CONCURRENTLY payment_attempts_operator_invoice_key
        ON payment_attempts (provider, environment, invoice_id, user_id)
        WHERE invoice_id IS NOT NULL
    `);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS payment_attempts_invoice_id_key`);
  }

  /** Fails where operators have come to share an invoice: the rule before cannot hold there. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET lock_timeout = '5s'`);
    await queryRunner.query(`DROP INDEX CONCURRENTLY IF EXISTS payment_attempts_invoice_id_key`);
    await queryRunner.query(`
      CREATE UNIQUE INDEX CONCURRENTLY payment_attempts_invoice_id_key
        ON payment_attempts (provider, environment, invoice_id) WHERE invoice_id IS NOT NULL
    `);
    await queryRunner.query(
      `DROP INDEX CONCURRENTLY IF EXISTS payment_attempts_operator_invoice_key`,
    );
  }
}
