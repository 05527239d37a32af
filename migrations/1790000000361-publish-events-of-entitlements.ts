import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Events of access, routers and money at tills are in this migration and the three after it. Functions
 * of the database make most of these changes, some of them for a RADIUS server that no process of ours
 * takes part in, so triggers write the events. None of them fires for interim reports of sessions,
 * which are nearly all of what RADIUS sends.
 *
 * Each of the four locks one table that is in use. One transaction with all four locks would wait for
 * reports of RADIUS, which lock in another order, while these wait for it.
 */
export class PublishEventsOfEntitlements1790000000361 implements MigrationInterface {
  readonly name = 'PublishEventsOfEntitlements1790000000361';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(FUNCTION);
    await queryRunner.query(`REVOKE ALL ON FUNCTION publish_entitlement_event FROM PUBLIC`);
    // Each history entry is one event of an entitlement, and none is changed later.
    await queryRunner.query(`
      CREATE TRIGGER publish_entitlement_event AFTER INSERT ON entitlement_history
        FOR EACH ROW WHEN (NEW.event IN ('created', 'started', 'extended', 'outage_added', 'revoked',
                                         'device_replaced', 'device_removed'))
        EXECUTE FUNCTION publish_entitlement_event()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP TRIGGER publish_entitlement_event ON entitlement_history;
      DROP FUNCTION publish_entitlement_event;
    `);
  }
}

// The numbers are those of EVENT_TYPES in src/database/outbox.ts.
const FUNCTION = `
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
`;
