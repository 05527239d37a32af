import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Payments, the attempts to collect them, their history, and the slots that stop double taps. */
export class CreatePayments1790000000004 implements MigrationInterface {
  readonly name = 'CreatePayments1790000000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      CREATE TABLE payments (
        id                  uuid CONSTRAINT payments_pkey PRIMARY KEY,
        user_id             integer NOT NULL
                            CONSTRAINT payments_user_id_fkey REFERENCES users (id),
        router_id           integer NOT NULL,
        package_id          integer NOT NULL,
        phone_number        text NOT NULL,
        phone_e164          text NOT NULL,
        amount_minor        bigint NOT NULL
                            CONSTRAINT payments_amount_minor_check CHECK (amount_minor > 0),
        currency            text NOT NULL,
        payment_method      text NOT NULL
                            CONSTRAINT payments_payment_method_check
                            CHECK (payment_method IN ('mpesa', 'card', 'bank')),
        payment_provider    text NOT NULL,
        status              text NOT NULL DEFAULT 'pending'
                            CONSTRAINT payments_status_check
                            CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
        mac_address         text NOT NULL DEFAULT '',
        ip_address          text NOT NULL DEFAULT '',
        package_name        text NOT NULL,
        duration_hours      integer NOT NULL,
        download_speed_mbps integer NOT NULL,
        upload_speed_mbps   integer NOT NULL,
        error_message       text NOT NULL DEFAULT '',
        review_reason       text
                            CONSTRAINT payments_review_reason_check
                            CHECK (review_reason IN ('amount_mismatch', 'currency_mismatch',
                                                     'double_payment', 'failed_after_complete')),
        retry_count         integer NOT NULL DEFAULT 0,
        mpesa_reference     text,
        paid_invoice_id     text,
        completed_at        timestamptz(3),
        package_expiry_time timestamptz(3),
        status_asked_at     timestamptz(3),
        created_at          timestamptz(3) NOT NULL DEFAULT now(),
        updated_at          timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT payments_user_id_router_id_fkey
          FOREIGN KEY (user_id, router_id) REFERENCES routers (user_id, id),
        CONSTRAINT payments_user_id_package_id_fkey
          FOREIGN KEY (user_id, package_id) REFERENCES packages (user_id, id),
        CONSTRAINT payments_completed_check
          CHECK ((status = 'completed') = (completed_at IS NOT NULL)
                 AND (completed_at IS NULL) = (package_expiry_time IS NULL))
      );
      CREATE INDEX payments_list_idx ON payments (user_id, created_at, id);
      CREATE INDEX payments_status_list_idx ON payments (user_id, status, created_at, id);

      CREATE TABLE payment_attempts (
        payment_id            uuid NOT NULL
                              CONSTRAINT payment_attempts_payment_id_fkey
                              REFERENCES payments (id) ON DELETE CASCADE,
        number                integer NOT NULL,
        user_id               integer NOT NULL,
        reference             text NOT NULL,
        channel               text NOT NULL
                              CONSTRAINT payment_attempts_channel_check
                              CHECK (channel IN ('prompt', 'link')),
        provider              text NOT NULL,
        environment           text NOT NULL,
        credential_id         integer
                              CONSTRAINT payment_attempts_credential_id_fkey
                              REFERENCES credentials (id),
        delivery              text NOT NULL DEFAULT 'sending'
                              CONSTRAINT payment_attempts_delivery_check
                              CHECK (delivery IN ('unsent', 'sending', 'accepted', 'refused',
                                                  'not_sent', 'unknown')),
        provider_payment_id   text,
        invoice_id            text,
        payment_url           text,
        link_signature_sealed text,
        provider_state        text NOT NULL DEFAULT '',
        mpesa_reference       text,
        failed_reason         text,
        failed_code           text,
        reported_at           timestamptz(3),
        created_at            timestamptz(3) NOT NULL DEFAULT now(),
        updated_at            timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT payment_attempts_pkey PRIMARY KEY (payment_id, number)
      );
      CREATE UNIQUE INDEX payment_attempts_reference_key ON payment_attempts (reference);
      CREATE UNIQUE INDEX payment_attempts_invoice_id_key
        ON payment_attempts (provider, environment, invoice_id) WHERE invoice_id IS NOT NULL;

      CREATE TABLE payment_history (
        id          bigint GENERATED BY DEFAULT AS IDENTITY CONSTRAINT payment_history_pkey PRIMARY KEY,
        payment_id  uuid NOT NULL
                    CONSTRAINT payment_history_payment_id_fkey
                    REFERENCES payments (id) ON DELETE CASCADE,
        user_id     integer NOT NULL,
        attempt     integer,
        event       text NOT NULL,
        from_status text,
        to_status   text NOT NULL,
        source      text NOT NULL
                    CONSTRAINT payment_history_source_check
                    CHECK (source IN ('request', 'provider', 'webhook', 'check', 'reconciliation',
                                      'operator', 'expiry')),
        evidence    jsonb NOT NULL DEFAULT '{}',
        created_at  timestamptz(3) NOT NULL DEFAULT now()
      );
      CREATE INDEX payment_history_payment_id_id_idx ON payment_history (payment_id, id);

      CREATE FUNCTION payment_history_is_append_only() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'payment_history is append-only' USING ERRCODE = 'restrict_violation';
        END $$;
      CREATE TRIGGER payment_history_is_append_only
        BEFORE UPDATE ON payment_history
        FOR EACH ROW EXECUTE FUNCTION payment_history_is_append_only();

      CREATE TABLE prompt_slots (
        user_id     integer NOT NULL,
        router_id   integer NOT NULL,
        package_id  integer NOT NULL,
        phone_e164  text NOT NULL,
        mac_address text NOT NULL,
        payment_id  uuid NOT NULL
                    CONSTRAINT prompt_slots_payment_id_fkey
                    REFERENCES payments (id) ON DELETE CASCADE,
        taken_at    timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT prompt_slots_pkey
          PRIMARY KEY (user_id, router_id, package_id, phone_e164, mac_address)
      );
      CREATE INDEX prompt_slots_taken_at_idx ON prompt_slots (taken_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP TABLE prompt_slots, payment_history, payment_attempts, payments;
      DROP FUNCTION payment_history_is_append_only;
    `);
  }
}
