import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Events of devices that come online and go offline. It locks no other table, see 1790000000361. */
export class PublishEventsOfSessions1790000000362 implements MigrationInterface {
  readonly name = 'PublishEventsOfSessions1790000000362';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(FUNCTION);
    await queryRunner.query(`REVOKE ALL ON FUNCTION publish_session_event FROM PUBLIC`);
    // A session that is reported for the first time when it has stopped already was never online.
    await queryRunner.query(`
      CREATE TRIGGER publish_new_session AFTER INSERT ON accounting_sessions
        FOR EACH ROW WHEN (NEW.stopped_at IS NULL)
        EXECUTE FUNCTION publish_session_event();
      CREATE TRIGGER publish_session_change AFTER UPDATE OF stopped_at ON accounting_sessions
        FOR EACH ROW WHEN ((OLD.stopped_at IS NULL) <> (NEW.stopped_at IS NULL))
        EXECUTE FUNCTION publish_session_event();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP TRIGGER publish_session_change ON accounting_sessions;
      DROP TRIGGER publish_new_session ON accounting_sessions;
      DROP FUNCTION publish_session_event;
    `);
  }
}

// The numbers are those of EVENT_TYPES in src/database/outbox.ts.
const FUNCTION = `
  CREATE FUNCTION publish_session_event() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO public.events (user_id, type, subject, detail)
    VALUES (NEW.user_id, CASE WHEN NEW.stopped_at IS NULL THEN 13 ELSE 14 END, NEW.chain_id,
            NEW.mac_address);
    RETURN NULL;
  END $$;
`;
