import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Events of routers that are seen and fall silent. It locks no other table, see 1790000000361. */
export class PublishEventsOfRouters1790000000363 implements MigrationInterface {
  readonly name = 'PublishEventsOfRouters1790000000363';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(FUNCTION);
    await queryRunner.query(`REVOKE ALL ON FUNCTION publish_router_event FROM PUBLIC`);
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
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP TRIGGER publish_router_event ON radius.nas;
      ALTER TABLE radius.nas DROP COLUMN silent_since;
      DROP FUNCTION publish_router_event;
    `);
  }
}

// The numbers are those of EVENT_TYPES in src/database/outbox.ts.
const FUNCTION = `
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
`;
