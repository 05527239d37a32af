import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Events of access, routers and money at tills. Functions of the database make most of these changes,
 * some of them for a RADIUS server that no process of ours takes part in, so triggers write the events.
 * None of them fires for interim reports of sessions, which are nearly all of what RADIUS sends.
 */
export class PublishEventsOfAccess1790000000361 implements MigrationInterface {
  readonly name = 'PublishEventsOfAccess1790000000361';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(FUNCTIONS);
    await queryRunner.query(`
      REVOKE ALL ON FUNCTION publish_entitlement_event, publish_session_event,
                             publish_router_event, publish_receipt_event FROM PUBLIC`);
    // Each history entry is one event of an entitlement, and none is changed later.
    await queryRunner.query(`
      CREATE TRIGGER publish_entitlement_event AFTER INSERT ON entitlement_history
        FOR EACH ROW WHEN (NEW.event IN ('created', 'started', 'extended', 'outage_added', 'revoked',
                                         'device_replaced', 'device_removed'))
        EXECUTE FUNCTION publish_entitlement_event()`);
    // A session that is reported for the first time when it has stopped already was never online.
    await queryRunner.query(`
      CREATE TRIGGER publish_new_session AFTER INSERT ON accounting_sessions
        FOR EACH ROW WHEN (NEW.stopped_at IS NULL)
        EXECUTE FUNCTION publish_session_event();
      CREATE TRIGGER publish_session_change AFTER UPDATE OF stopped_at ON accounting_sessions
        FOR EACH ROW WHEN ((OLD.stopped_at IS NULL) <> (NEW.stopped_at IS NULL))
        EXECUTE FUNCTION publish_session_event();
    `);
    // Nobody sends a packet to say that there is none: the job that closes sessions without reports
    // notes since when a router is silent, and the next packet ends that.
    await queryRunner.query(`
      ALTER TABLE radius.nas ADD COLUMN silent_since timestamptz(3);
      CREATE TRIGGER publish_router_event
        BEFORE UPDATE OF first_packet_at, last_packet_at, silent_since ON radius.nas
        FOR EACH ROW WHEN (OLD.first_packet_at IS NULL AND NEW.first_packet_at IS NOT NULL
                           OR OLD.silent_since IS NOT NULL
                           OR NEW.silent_since IS NOT NULL)
        EXECUTE FUNCTION publish_router_event();
    `);
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
      DROP TRIGGER publish_router_event ON radius.nas;
      ALTER TABLE radius.nas DROP COLUMN silent_since;
      DROP TRIGGER publish_session_change ON accounting_sessions;
      DROP TRIGGER publish_new_session ON accounting_sessions;
      DROP TRIGGER publish_entitlement_event ON entitlement_history;
      DROP FUNCTION publish_receipt_event, publish_router_event, publish_session_event,
                    publish_entitlement_event;
    `);
  }
}

// The numbers are those of EVENT_TYPES in src/database/outbox.ts.
const FUNCTIONS = `
  CREATE FUNCTION publish_entitlement_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO public.events (user_id, type, subject, detail)
    VALUES (NEW.user_id,
            CASE NEW.event WHEN 'created' THEN 11 WHEN 'started' THEN 12 WHEN 'extended' THEN 15
                           WHEN 'outage_added' THEN 15 WHEN 'revoked' THEN 16
                           WHEN 'device_replaced' THEN 17 ELSE 18 END,
            NEW.entitlement_id,
            CASE WHEN NEW.event IN ('device_replaced', 'device_removed')
                 THEN NEW.evidence ->> 'mac_address' END);
    RETURN NULL;
  END $$;

  CREATE FUNCTION publish_session_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO public.events (user_id, type, subject, detail)
    VALUES (NEW.user_id, CASE WHEN NEW.stopped_at IS NULL THEN 13 ELSE 14 END, NEW.chain_id,
            NEW.mac_address);
    RETURN NULL;
  END $$;

  CREATE FUNCTION publish_router_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.silent_since IS NOT NULL AND NEW.last_packet_at > OLD.last_packet_at THEN
      NEW.silent_since := NULL;
    END IF;
    INSERT INTO public.events (user_id, type, detail)
    SELECT r.user_id, told.type, r.id::text
      FROM public.routers r
     CROSS JOIN unnest(ARRAY[
             CASE WHEN OLD.first_packet_at IS NULL AND NEW.first_packet_at IS NOT NULL THEN 21 END,
             CASE WHEN OLD.silent_since IS NULL AND NEW.silent_since IS NOT NULL THEN 22
                  WHEN OLD.silent_since IS NOT NULL AND NEW.silent_since IS NULL THEN 23 END])
           AS told (type)
     WHERE r.id = NEW.router_id AND told.type IS NOT NULL;
    RETURN NEW;
  END $$;

  CREATE FUNCTION publish_receipt_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO public.events (user_id, type, subject, detail)
    VALUES (NEW.user_id,
            CASE NEW.state WHEN 'unmatched' THEN 31 WHEN 'counted' THEN 32 ELSE 33 END,
            NEW.payment_id, NEW.id::text);
    RETURN NULL;
  END $$;
`;
