import { type MigrationInterface, type QueryRunner } from 'typeorm';

const SLOTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * The outbox: one row for each event that an operator's programs may read, written in the
 * transaction of the change. Every sale pays for it, so a row has fixed columns and one index.
 *
 * Each day has its partition, and ten of them take turns. The partition of a day that is over long
 * ago is truncated, so no row is deleted by itself and no partition has to be created in time.
 */
export class CreateEvents1790000000360 implements MigrationInterface {
  readonly name = 'CreateEvents1790000000360';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    // `id` gives the order: it is drawn by a transaction that has locked what the event is about. It
    // is never drawn ahead (no CACHE), and only after the transaction has got its number, because
    // readers wait until all transactions that may have drawn an id have ended. `type` is a number of
    // EVENT_TYPES in src/database/outbox.ts. `subject` is the id of the payment or entitlement, and
    // `detail` the id of something that has an integer, or what else there is to say.
    await queryRunner.query(`
      CREATE SEQUENCE events_id_seq AS bigint;
      CREATE TABLE events (
        id         bigint NOT NULL
                   DEFAULT CASE WHEN pg_current_xact_id() IS NOT NULL
                                THEN nextval('events_id_seq') END,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        user_id    integer NOT NULL,
        type       smallint NOT NULL,
        slot       smallint NOT NULL
                   DEFAULT ((now() AT TIME ZONE 'UTC')::date - DATE '1970-01-01') % 10,
        subject    uuid,
        detail     text
      ) PARTITION BY LIST (slot);
      ALTER SEQUENCE events_id_seq OWNED BY events.id;
      CREATE INDEX events_read_idx ON events (user_id, id);
      ${SLOTS.map((slot) => `CREATE TABLE events_day_${slot} PARTITION OF events FOR VALUES IN (${slot});`).join('\n      ')}
    `);
    // A cursor names one of these rows, so a database that was put back to before it does not know
    // it. `cluster` and `relation` say which database this is: a restored one has others.
    await queryRunner.query(`
      CREATE TABLE event_epochs (
        id             uuid CONSTRAINT event_epochs_pkey PRIMARY KEY,
        began_at       timestamptz(3) NOT NULL,
        cluster        text NOT NULL,
        relation       text NOT NULL,
        server_started timestamptz NOT NULL
      );
      CREATE INDEX event_epochs_began_at_idx ON event_epochs (began_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP TABLE event_epochs, events`);
  }
}
