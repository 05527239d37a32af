import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * PostgreSQL reads the text of each check, and of the condition of a trigger, anew for every statement
 * that inserts. A list is one value in them now, instead of one for each word. They say what they said.
 * 1790000000394 validates them.
 */
export class CheckHistoryOfAccessWithLess1790000000393 implements MigrationInterface {
  readonly name = 'CheckHistoryOfAccessWithLess1790000000393';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE entitlement_history
        DROP CONSTRAINT entitlement_history_event_check,
        DROP CONSTRAINT entitlement_history_source_check,
        ADD CONSTRAINT entitlement_history_event_check CHECK (event = ANY (
          '{created,started,extended,moved,revoked,outage_added,device_attached,device_replaced,device_removed,disconnect_requested}'::text[]
        )) NOT VALID,
        ADD CONSTRAINT entitlement_history_source_check CHECK (source = ANY (
          '{payment,voucher,operator,portal,radius,routeros_api,system}'::text[]
        )) NOT VALID`);
    await queryRunner.query(`
      CREATE OR REPLACE TRIGGER publish_entitlement_event AFTER INSERT ON entitlement_history
        FOR EACH ROW WHEN (NEW.event = ANY (
          '{created,started,extended,outage_added,revoked,device_replaced,device_removed}'::text[]))
        EXECUTE FUNCTION publish_entitlement_event()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE entitlement_history
        DROP CONSTRAINT entitlement_history_event_check,
        DROP CONSTRAINT entitlement_history_source_check,
        ADD CONSTRAINT entitlement_history_event_check
          CHECK (event IN ('created', 'started', 'extended', 'moved', 'revoked', 'outage_added',
                           'device_attached', 'device_replaced', 'device_removed',
                           'disconnect_requested')) NOT VALID,
        ADD CONSTRAINT entitlement_history_source_check
          CHECK (source IN ('payment', 'voucher', 'operator', 'portal', 'radius', 'routeros_api',
                            'system')) NOT VALID`);
    await queryRunner.query(`
      CREATE OR REPLACE TRIGGER publish_entitlement_event AFTER INSERT ON entitlement_history
        FOR EACH ROW WHEN (NEW.event IN ('created', 'started', 'extended', 'outage_added', 'revoked',
                                         'device_replaced', 'device_removed'))
        EXECUTE FUNCTION publish_entitlement_event()`);
  }
}
