import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The schema that the RADIUS server uses. `radius.nas` has the shared secret of each router in plain
 * text, because the protocol computes with it. `radius.unknown_logins` counts logins with unknown
 * names; it is unlogged, because a counter is worth nothing after a crash.
 */
export class CreateRadiusClients1790000000155 implements MigrationInterface {
  readonly name = 'CreateRadiusClients1790000000155';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE SCHEMA radius;

      CREATE TABLE radius.nas (
        router_id           integer CONSTRAINT nas_pkey PRIMARY KEY
                            CONSTRAINT nas_router_id_fkey
                            REFERENCES routers (id) ON DELETE CASCADE,
        secret              text NOT NULL
                            CONSTRAINT nas_secret_check CHECK (secret ~ '^[0-9a-f]{32}$'),
        secret_changed_at   timestamptz(3) NOT NULL DEFAULT now(),
        first_packet_at     timestamptz(3),
        last_packet_at      timestamptz(3),
        accounting_on_at    timestamptz(3),
        first_login_at      timestamptz(3),
        created_at          timestamptz(3) NOT NULL DEFAULT now()
      );

      CREATE UNLOGGED TABLE radius.unknown_logins (
        router_id    integer NOT NULL,
        mac_address  text NOT NULL,
        window_start timestamptz(3) NOT NULL DEFAULT now(),
        count        integer NOT NULL DEFAULT 1,
        CONSTRAINT unknown_logins_pkey PRIMARY KEY (router_id, mac_address)
      );
      CREATE INDEX unknown_logins_window_start_idx ON radius.unknown_logins (window_start);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP TABLE radius.unknown_logins, radius.nas;
      DROP SCHEMA radius;
    `);
  }
}
