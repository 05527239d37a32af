import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Counts the receipt that an operator names for a payment of another provider, if the operator has a
 * till: the customer may have paid there, and could claim the same money otherwise.
 */
export class CountReceiptsOfMarkedPayments1790000000298 implements MigrationInterface {
  readonly name = 'CountReceiptsOfMarkedPayments1790000000298';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    // Only money that its till has reported is refused a second time: without a till's report, the
    // receipt may be of the other provider.
    await queryRunner.query(`
      CREATE FUNCTION count_receipt_of_marked_payment() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        counted receipts;
      BEGIN
        IF NOT EXISTS (SELECT FROM credentials
                        WHERE user_id = NEW.user_id AND provider = 'kopokopo') THEN
          RETURN NULL;
        END IF;
        INSERT INTO receipts AS r (user_id, provider, receipt, state, payment_id)
        VALUES (NEW.user_id, 'kopokopo', upper(NEW.mpesa_reference), 'counted', NEW.id)
        ON CONFLICT (user_id, provider, receipt) DO UPDATE
          SET payment_id = coalesce(r.payment_id, excluded.payment_id),
              state = CASE r.state WHEN 'reversed' THEN 'reversed' ELSE 'counted' END,
              updated_at = clock_timestamp()
        RETURNING r.* INTO counted;
        IF counted.payment_id <> NEW.id AND counted.received_at IS NOT NULL THEN
          RAISE EXCEPTION 'the receipt belongs to another payment' USING
            ERRCODE = 'unique_violation', TABLE = 'receipts',
            CONSTRAINT = 'receipts_user_id_provider_receipt_key';
        END IF;
        RETURN NULL;
      END $$;

      CREATE TRIGGER count_receipt_of_marked_payment AFTER UPDATE OF mpesa_reference ON payments
        FOR EACH ROW WHEN (NEW.payment_provider <> 'kopokopo' AND NEW.paid_invoice_id IS NULL
                           AND NEW.mpesa_reference IS DISTINCT FROM OLD.mpesa_reference
                           AND NEW.mpesa_reference IS NOT NULL)
        EXECUTE FUNCTION count_receipt_of_marked_payment();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP TRIGGER count_receipt_of_marked_payment ON payments;
      DROP FUNCTION count_receipt_of_marked_payment;
    `);
  }
}
