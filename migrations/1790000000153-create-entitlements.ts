import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What customers may use, from when to when; the devices that use it; tickets to log in with. See
 * docs/access.md.
 */
export class CreateEntitlements1790000000153 implements MigrationInterface {
  readonly name = 'CreateEntitlements1790000000153';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE TABLE entitlements (
        id                  uuid CONSTRAINT entitlements_pkey PRIMARY KEY,
        user_id             integer NOT NULL,
        router_id           integer NOT NULL,
        package_id          integer,
        source              text NOT NULL
                            CONSTRAINT entitlements_source_check
                            CHECK (source IN ('payment', 'voucher', 'operator')),
        payment_id          uuid CONSTRAINT entitlements_payment_id_fkey REFERENCES payments (id),
        chain_id            uuid NOT NULL,
        previous_id         uuid,
        access_code         text NOT NULL
                            CONSTRAINT entitlements_access_code_check
                            CHECK (access_code ~ '^[2-9A-HJKMNP-Z]{8}$'),
        package_name        text NOT NULL,
        duration_minutes    integer NOT NULL
                            CONSTRAINT entitlements_duration_minutes_check
                            CHECK (duration_minutes > 0),
        download_speed_mbps integer NOT NULL,
        upload_speed_mbps   integer NOT NULL,
        device_limit        integer NOT NULL
                            CONSTRAINT entitlements_device_limit_check
                            CHECK (device_limit BETWEEN 1 AND 20),
        data_cap_mb         integer
                            CONSTRAINT entitlements_data_cap_mb_check CHECK (data_cap_mb > 0),
        phone_e164          text NOT NULL DEFAULT '',
        is_phone_proven     boolean NOT NULL DEFAULT false,
        starts_at           timestamptz(3),
        ends_at             timestamptz(3),
        revoked_at          timestamptz(3),
        revoke_reason       text,
        first_login_at      timestamptz(3),
        created_at          timestamptz(3) NOT NULL DEFAULT now(),
        updated_at          timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT entitlements_user_id_router_id_fkey
          FOREIGN KEY (user_id, router_id) REFERENCES routers (user_id, id),
        CONSTRAINT entitlements_user_id_package_id_fkey
          FOREIGN KEY (user_id, package_id) REFERENCES packages (user_id, id),
        CONSTRAINT entitlements_payment_check
          CHECK ((source = 'payment') = (payment_id IS NOT NULL)),
        CONSTRAINT entitlements_speeds_check
          CHECK (download_speed_mbps > 0 AND upload_speed_mbps > 0),
        CONSTRAINT entitlements_period_check
          CHECK ((starts_at IS NULL) = (ends_at IS NULL) AND ends_at >= starts_at
                 AND (starts_at IS NOT NULL OR source = 'voucher')),
        CONSTRAINT entitlements_revoked_check
          CHECK ((revoked_at IS NULL) = (revoke_reason IS NULL)),
        CONSTRAINT entitlements_chain_check
          CHECK ((previous_id IS NULL) = (chain_id = id))
      );
      CREATE UNIQUE INDEX entitlements_chain_key ON entitlements (id, router_id, access_code);
      CREATE UNIQUE INDEX entitlements_payment_id_key
        ON entitlements (payment_id) WHERE payment_id IS NOT NULL;
      CREATE UNIQUE INDEX entitlements_previous_id_key
        ON entitlements (previous_id) WHERE previous_id IS NOT NULL AND revoked_at IS NULL;
      CREATE UNIQUE INDEX entitlements_access_code_key
        ON entitlements (user_id, access_code) WHERE previous_id IS NULL;
      CREATE INDEX entitlements_chain_ends_at_idx ON entitlements (chain_id, ends_at);
      CREATE INDEX entitlements_list_idx ON entitlements (user_id, created_at, id);
      CREATE INDEX entitlements_router_list_idx
        ON entitlements (user_id, router_id, created_at, id);
      CREATE INDEX entitlements_package_list_idx
        ON entitlements (user_id, package_id, created_at, id) WHERE package_id IS NOT NULL;
      CREATE INDEX entitlements_phone_list_idx
        ON entitlements (user_id, phone_e164, created_at, id) WHERE phone_e164 <> '';
      CREATE INDEX entitlements_source_list_idx
        ON entitlements (user_id, source, created_at, id) WHERE source <> 'payment';
      CREATE INDEX entitlements_phone_running_idx
        ON entitlements (user_id, router_id, phone_e164, ends_at)
        WHERE is_phone_proven AND revoked_at IS NULL;
      CREATE INDEX entitlements_active_idx
        ON entitlements (user_id, ends_at) WHERE revoked_at IS NULL;
      CREATE INDEX entitlements_not_online_idx
        ON entitlements (starts_at) WHERE first_login_at IS NULL AND revoked_at IS NULL;
      ALTER TABLE entitlements
        ADD CONSTRAINT entitlements_chain_fkey
          FOREIGN KEY (chain_id, router_id, access_code)
          REFERENCES entitlements (id, router_id, access_code),
        ADD CONSTRAINT entitlements_previous_id_fkey
          FOREIGN KEY (previous_id) REFERENCES entitlements (id);

      CREATE TABLE entitlement_history (
        id             bigint GENERATED BY DEFAULT AS IDENTITY
                       CONSTRAINT entitlement_history_pkey PRIMARY KEY,
        entitlement_id uuid NOT NULL
                       CONSTRAINT entitlement_history_entitlement_id_fkey
                       REFERENCES entitlements (id),
        user_id        integer NOT NULL,
        event          text NOT NULL
                       CONSTRAINT entitlement_history_event_check
                       CHECK (event IN ('created', 'started', 'extended', 'moved', 'revoked',
                                        'outage_added', 'device_attached', 'device_replaced',
                                        'device_removed', 'disconnect_requested')),
        source         text NOT NULL
                       CONSTRAINT entitlement_history_source_check
                       CHECK (source IN ('payment', 'voucher', 'operator', 'portal', 'radius',
                                         'routeros_api', 'system')),
        reason         text NOT NULL DEFAULT '',
        starts_at      timestamptz(3),
        ends_at        timestamptz(3),
        evidence       jsonb NOT NULL DEFAULT '{}',
        created_at     timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE INDEX entitlement_history_entitlement_id_id_idx
        ON entitlement_history (entitlement_id, id);
      CREATE FUNCTION entitlement_history_is_append_only() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'entitlement_history is append-only'
            USING ERRCODE = 'restrict_violation';
        END $$;
      CREATE TRIGGER entitlement_history_is_append_only
        BEFORE UPDATE OR DELETE ON entitlement_history
        FOR EACH ROW EXECUTE FUNCTION entitlement_history_is_append_only();
      CREATE TRIGGER entitlement_history_is_not_emptied
        BEFORE TRUNCATE ON entitlement_history
        FOR EACH STATEMENT EXECUTE FUNCTION entitlement_history_is_append_only();

      CREATE TABLE devices (
        chain_id      uuid NOT NULL
                      CONSTRAINT devices_chain_id_fkey REFERENCES entitlements (id),
        mac_address   text NOT NULL
                      CONSTRAINT devices_mac_address_check
                      CHECK (mac_address ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$'),
        user_id       integer NOT NULL,
        named_at_sale boolean NOT NULL DEFAULT false,
        attached_at   timestamptz(3) NOT NULL DEFAULT now(),
        first_seen    timestamptz(3),
        last_seen     timestamptz(3),
        CONSTRAINT devices_pkey PRIMARY KEY (chain_id, mac_address)
      );
      CREATE INDEX devices_mac_address_idx ON devices (user_id, mac_address);

      CREATE TABLE login_tickets (
        ticket_hash text CONSTRAINT login_tickets_pkey PRIMARY KEY
                         CONSTRAINT login_tickets_ticket_hash_check
                         CHECK (ticket_hash ~ '^[0-9a-f]{64}$'),
        chain_id    uuid NOT NULL
                         CONSTRAINT login_tickets_chain_id_fkey REFERENCES entitlements (id),
        mac_address text,
        created_at  timestamptz(3) NOT NULL DEFAULT now(),
        expires_at  timestamptz(3) NOT NULL DEFAULT now(),
        used_at     timestamptz(3)
      );
      CREATE INDEX login_tickets_expires_at_idx ON login_tickets (expires_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP TABLE login_tickets, devices, entitlement_history, entitlements;
      DROP FUNCTION entitlement_history_is_append_only;
    `);
  }
}
