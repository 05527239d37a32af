import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Events of money at tills. It locks no other table, see 1790000000361. */
export class PublishEventsOfReceipts1790000000364 implements MigrationInterface {
  readonly name = 'PublishEventsOfReceipts1790000000364';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(FUNCTION);
    await queryRunner.query(`REVOKE ALL ON FUNCTION publish_receipt_event FROM PUBLIC`);
    // What a sale counts for its own payment is told by the payment.
    await queryRunner.query(`
      CREATE TRIGGER publish_new_receipt AFTER INSERT ON receipts
        FOR EACH ROW WHEN (NEW.state = 'reversed')
        EXECUTE FUNCTION publish_receipt_event();
      CREATE TRIGGER publish_receipt_change AFTER UPDATE OF state ON receipts
        FOR EACH ROW WHEN (NEW.state <> OLD.state
                           AND (NEW.state IN ('unmatched', 'reversed') OR OLD.state = 'unmatched'))
        EXECUTE FUNCTION publish_receipt_event();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP TRIGGER publish_receipt_change ON receipts;
      DROP TRIGGER publish_new_receipt ON receipts;
      DROP FUNCTION publish_receipt_event;
    `);
  }
}

// The numbers are those of EVENT_TYPES in src/database/outbox.ts.
const FUNCTION = `
  CREATE FUNCTION publish_receipt_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO public.events (user_id, type, subject, detail)
    VALUES (NEW.user_id,
            CASE NEW.state WHEN 'unmatched' THEN 31 WHEN 'counted' THEN 32 ELSE 33 END,
            NEW.payment_id, NEW.id::text);
    RETURN NULL;
  END $$;
`;
