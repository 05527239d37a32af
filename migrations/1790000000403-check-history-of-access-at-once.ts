import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Events and sources of the history of access are checked by one function, as entitlements are since
 * 1790000000400. It refuses what the two checks refused. 1790000000404 validates it.
 */
export class CheckHistoryOfAccessAtOnce1790000000403 implements MigrationInterface {
  readonly name = 'CheckHistoryOfAccessAtOnce1790000000403';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(IS_ENTRY);
    await queryRunner.query(`REVOKE ALL ON FUNCTION is_entitlement_history_entry FROM PUBLIC`);
    await queryRunner.query(`
      ALTER TABLE entitlement_history
        DROP CONSTRAINT entitlement_history_event_check,
        DROP CONSTRAINT entitlement_history_source_check,
        ADD CONSTRAINT entitlement_history_check
          CHECK (is_entitlement_history_entry(event, source)) NOT VALID`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE entitlement_history
        DROP CONSTRAINT entitlement_history_check,
        ADD CONSTRAINT entitlement_history_event_check CHECK (event = ANY ('${EVENTS}'::text[])) NOT VALID,
        ADD CONSTRAINT entitlement_history_source_check CHECK (source = ANY ('${SOURCES}'::text[])) NOT VALID`);
    await queryRunner.query(`DROP FUNCTION is_entitlement_history_entry`);
  }
}

const EVENTS =
  '{created,started,extended,moved,revoked,outage_added,device_attached,device_replaced,device_removed,disconnect_requested}';
const SOURCES = '{payment,voucher,operator,portal,radius,routeros_api,system}';

const IS_ENTRY = `
  CREATE FUNCTION is_entitlement_history_entry(event text, source text) RETURNS boolean
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
  BEGIN
    RETURN event = ANY ('${EVENTS}'::text[]) AND source = ANY ('${SOURCES}'::text[]);
  END $$;
`;
