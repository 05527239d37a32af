import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * Tells every server when a public key or its operator is not any more what a server may remember
 * (docs/adr/0023). New rows are not announced: what is not there is not remembered.
 */
export class AnnounceChangesOfKeys1790000000080 implements MigrationInterface {
  readonly name = 'AnnounceChangesOfKeys1790000000080';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    // Without a payload, so that a transaction that changes many rows makes one announcement.
    // A removed operator takes the keys along, which announce it.
    await queryRunner.query(`
      CREATE FUNCTION announce_changed_keys() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('lipafi_keys', '');
        RETURN NULL;
      END $$;

      CREATE TRIGGER users_announce_change
        AFTER UPDATE ON users FOR EACH ROW
        WHEN ((OLD.is_active, OLD.username) IS DISTINCT FROM (NEW.is_active, NEW.username))
        EXECUTE FUNCTION announce_changed_keys();

      CREATE TRIGGER api_keys_announce_change
        AFTER UPDATE ON api_keys FOR EACH ROW
        WHEN ((OLD.user_id, OLD.public_key, OLD.retires_at)
              IS DISTINCT FROM (NEW.user_id, NEW.public_key, NEW.retires_at))
        EXECUTE FUNCTION announce_changed_keys();
      CREATE TRIGGER api_keys_announce_removal
        AFTER DELETE OR TRUNCATE ON api_keys FOR EACH STATEMENT
        EXECUTE FUNCTION announce_changed_keys();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP TRIGGER users_announce_change ON users;
      DROP TRIGGER api_keys_announce_change ON api_keys;
      DROP TRIGGER api_keys_announce_removal ON api_keys;
      DROP FUNCTION announce_changed_keys;
    `);
  }
}
