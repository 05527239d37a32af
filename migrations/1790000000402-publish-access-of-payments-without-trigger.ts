import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { CreateEntitlementsWithFewerStatements1790000000390 } from './1790000000390-create-entitlements-with-fewer-statements.js';

/**
 * The event of an entitlement that was paid for is written by the function that writes the entitlement,
 * which then says so in the history. The trigger that publishes all others does not fire for it: that
 * cost each sale a call, and the reading of a long condition. A function that runs while this is
 * migrated says nothing, so the trigger publishes for it. And the router of a payment is looked up by
 * itself: a join of two tables was planned as a merge where there are few routers.
 */
export class PublishAccessOfPaymentsWithoutTrigger1790000000402 implements MigrationInterface {
  readonly name = 'PublishAccessOfPaymentsWithoutTrigger1790000000402';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      ALTER TABLE entitlement_history ADD COLUMN is_published boolean NOT NULL DEFAULT false`);
    await queryRunner.query(PUBLISH);
    await queryRunner.query(`
      CREATE OR REPLACE TRIGGER publish_entitlement_event AFTER INSERT ON entitlement_history
        FOR EACH ROW WHEN (NOT NEW.is_published) EXECUTE FUNCTION publish_entitlement_event()`);
    await queryRunner.query(CREATE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    const restoring = {
      query: (text: string) =>
        text.includes('CREATE OR REPLACE FUNCTION') ? queryRunner.query(text) : Promise.resolve(),
    } as QueryRunner;
    await new CreateEntitlementsWithFewerStatements1790000000390().up(restoring);
    await queryRunner.query(`
      CREATE OR REPLACE TRIGGER publish_entitlement_event AFTER INSERT ON entitlement_history
        FOR EACH ROW WHEN (NEW.event = ANY (
          '{created,started,extended,outage_added,revoked,device_replaced,device_removed}'::text[]))
        EXECUTE FUNCTION publish_entitlement_event()`);
    await queryRunner.query(`ALTER TABLE entitlement_history DROP COLUMN is_published`);
  }
}

// The numbers are those of EVENT_TYPES in src/database/outbox.ts. An entry of another kind has no
// event. The trigger that was there before fires only for those that have one.
const PUBLISH = `
  CREATE OR REPLACE FUNCTION publish_entitlement_event() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    v_type smallint := CASE NEW.event
                         WHEN 'created' THEN 11 WHEN 'started' THEN 12 WHEN 'extended' THEN 15
                         WHEN 'outage_added' THEN 15 WHEN 'revoked' THEN 16
                         WHEN 'device_replaced' THEN 17 WHEN 'device_removed' THEN 18 END;
  BEGIN
    IF v_type IS NOT NULL THEN
      INSERT INTO public.events (user_id, type, subject, detail)
      VALUES (NEW.user_id, v_type, NEW.entitlement_id,
              CASE WHEN NEW.event IN ('device_replaced', 'device_removed')
                   THEN NEW.evidence ->> 'mac_address' END);
    END IF;
    RETURN NULL;
  END $$;
`;

const CREATE = `
  -- Writes the entitlement of a payment, unless it has one; the answer is whether it was written.
  -- It continues the running chain of an equal package whose first payment had the claim that came
  -- with the purchase, whoever paid. Else it continues one when the same phone has paid both, and the
  -- chain has the device that the purchase names: else whoever prompts the phone of a customer would
  -- put a device of their own into what this customer has bought before. Of several, it is the one in
  -- which the purchase of the phone ends last, and of equal ends the newest. An end that is given
  -- counts instead of the sold hours, and then nothing is continued by a claim. A code that is taken
  -- violates entitlements_access_code_key, and the next try draws another one.
  --
  -- No statement is planned anew for its values: a purchase without a device would plan the search for
  -- a chain each time, which costs more than the search.
  CREATE OR REPLACE FUNCTION create_payment_entitlement(p_payment uuid, p_id uuid, p_code text,
                                             p_completed_at timestamptz, p_is_paid_by_phone boolean,
                                             p_ends_at timestamptz DEFAULT NULL) RETURNS boolean
  LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
  DECLARE
    v_sold record;
    v_names_device boolean;
    v_phone_key bigint;
    v_device_key bigint;
    v_chain uuid;
    v_is_phone_proven boolean := p_is_paid_by_phone;
    v_previous uuid;
    v_code text := p_code;
    v_starts_at timestamptz(3) := p_completed_at;
    v_ends_at timestamptz(3);
    v_chain_end timestamptz(3);
    v_is_attached boolean;
  BEGIN
    SELECT p.user_id, p.router_id, p.package_id, p.package_name, p.duration_hours,
           p.download_speed_mbps, p.upload_speed_mbps, p.device_limit, p.data_cap_mb,
           p.phone_e164, p.mac_address, p.access_claim_hash, p.earlier_claim_hash,
           (SELECT r.access_method FROM routers r WHERE r.id = p.router_id) AS access_method
      INTO v_sold
      FROM payments p
     WHERE p.id = p_payment;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'payment % is gone', p_payment;
    END IF;
    -- Payments of servers that did not copy the limits of the package have those that it has now.
    IF v_sold.device_limit IS NULL THEN
      SELECT k.device_limit, k.data_cap_mb INTO v_sold.device_limit, v_sold.data_cap_mb
        FROM packages k WHERE k.id = v_sold.package_id;
    END IF;
    v_names_device := v_sold.mac_address <> '';
    v_is_attached := v_names_device;

    IF p_is_paid_by_phone THEN
      -- Purchases of the same phone or device at a router follow one another, so that two at once
      -- make one chain. The locks are taken in the order of their keys, from left to right, and
      -- before anything is read. A key that is null locks nothing: else all payments of a router
      -- that name no device would wait for one another.
      v_phone_key := CASE WHEN v_sold.phone_e164 <> '' THEN hashtextextended(
        'access-phone ' || v_sold.user_id || ' ' || v_sold.router_id || ' '
          || v_sold.phone_e164, 0) END;
      v_device_key := CASE WHEN v_names_device THEN hashtextextended(
        'access-mac ' || v_sold.user_id || ' ' || v_sold.router_id || ' '
          || v_sold.mac_address, 0) END;
      PERFORM pg_advisory_xact_lock(least(v_phone_key, v_device_key)),
              pg_advisory_xact_lock(greatest(v_phone_key, v_device_key));
    END IF;
    IF v_sold.earlier_claim_hash IS NOT NULL AND p_ends_at IS NULL THEN
      SELECT e.chain_id INTO v_chain
        FROM entitlements first JOIN entitlements e ON e.chain_id = first.id
       WHERE first.access_claim_hash = v_sold.earlier_claim_hash
         AND first.user_id = v_sold.user_id AND first.router_id = v_sold.router_id
         AND e.ends_at > p_completed_at AND e.revoked_at IS NULL
         AND e.package_id = v_sold.package_id
         AND e.download_speed_mbps = v_sold.download_speed_mbps
         AND e.upload_speed_mbps = v_sold.upload_speed_mbps
         AND e.device_limit = v_sold.device_limit
         AND e.data_cap_mb IS NOT DISTINCT FROM v_sold.data_cap_mb
       ORDER BY e.ends_at DESC LIMIT 1;
      -- Whoever has the claim may prompt the phone of another, who must not be led into this chain
      -- later because of it.
      v_is_phone_proven := p_is_paid_by_phone AND (
        v_chain IS NULL
        OR EXISTS (SELECT FROM entitlements c
                    WHERE c.chain_id = v_chain AND c.is_phone_proven AND c.revoked_at IS NULL
                      AND c.phone_e164 = v_sold.phone_e164));
    END IF;
    IF v_chain IS NULL AND p_is_paid_by_phone THEN
      SELECT e.chain_id INTO v_chain
        FROM entitlements e
       WHERE e.user_id = v_sold.user_id AND e.router_id = v_sold.router_id
         AND e.phone_e164 = v_sold.phone_e164 AND e.ends_at > p_completed_at
         AND e.is_phone_proven AND e.revoked_at IS NULL
         AND e.package_id = v_sold.package_id
         AND e.download_speed_mbps = v_sold.download_speed_mbps
         AND e.upload_speed_mbps = v_sold.upload_speed_mbps
         AND e.device_limit = v_sold.device_limit
         AND e.data_cap_mb IS NOT DISTINCT FROM v_sold.data_cap_mb
         -- A purchase that names no device has none to put into the chain.
         AND (NOT v_names_device
              OR EXISTS (SELECT FROM devices d
                          WHERE d.chain_id = e.chain_id AND d.mac_address = v_sold.mac_address))
       ORDER BY e.ends_at DESC, e.id DESC LIMIT 1;
    END IF;
    IF v_chain IS NOT NULL THEN
      PERFORM FROM entitlements e WHERE e.id = v_chain FOR NO KEY UPDATE;
      SELECT e.id, e.access_code, e.ends_at INTO v_previous, v_code, v_chain_end
        FROM entitlements e
       WHERE e.chain_id = v_chain AND e.revoked_at IS NULL AND e.ends_at > p_completed_at
       ORDER BY e.ends_at DESC LIMIT 1;
    END IF;
    -- Nothing runs, or it was revoked while this waited for the lock.
    IF v_previous IS NULL THEN
      v_chain := p_id;
      v_code := p_code;
      v_is_phone_proven := p_is_paid_by_phone;
    ELSE
      v_starts_at := v_chain_end;
      IF v_names_device THEN
        SELECT count(*) < v_sold.device_limit
               AND count(*) FILTER (WHERE d.mac_address = v_sold.mac_address) = 0
          INTO v_is_attached
          FROM devices d WHERE d.chain_id = v_chain;
      END IF;
    END IF;
    v_ends_at := coalesce(p_ends_at, v_starts_at + v_sold.duration_hours * interval '1 hour');

    INSERT INTO entitlements
      (id, user_id, router_id, package_id, source, payment_id, chain_id, previous_id, access_code,
       package_name, duration_minutes, download_speed_mbps, upload_speed_mbps, device_limit,
       data_cap_mb, phone_e164, is_phone_proven, access_claim_hash, starts_at, ends_at)
    VALUES
      (p_id, v_sold.user_id, v_sold.router_id, v_sold.package_id, 'payment', p_payment, v_chain,
       v_previous, v_code, v_sold.package_name, v_sold.duration_hours * 60,
       v_sold.download_speed_mbps, v_sold.upload_speed_mbps, v_sold.device_limit,
       v_sold.data_cap_mb, v_sold.phone_e164, v_is_phone_proven,
       CASE WHEN v_previous IS NULL THEN v_sold.access_claim_hash END, v_starts_at, v_ends_at)
    ON CONFLICT (payment_id) WHERE payment_id IS NOT NULL DO NOTHING;
    IF NOT FOUND THEN
      RETURN false;
    END IF;
    INSERT INTO entitlement_history
      (entitlement_id, user_id, event, source, starts_at, ends_at, evidence, is_published)
    VALUES
      (p_id, v_sold.user_id, 'created', 'payment', v_starts_at, v_ends_at,
       jsonb_build_object('payment_id', p_payment), true);
    -- 11 is 'access.granted', as in EVENT_TYPES in src/database/outbox.ts.
    INSERT INTO events (user_id, type, subject) VALUES (v_sold.user_id, 11, p_id);
    -- The device that the payment names is attached when there is room for it. All who attach devices
    -- to a chain hold its lock, and nobody else knows a new one.
    IF v_is_attached THEN
      INSERT INTO devices (chain_id, mac_address, user_id, named_at_sale)
      VALUES (v_chain, v_sold.mac_address, v_sold.user_id, true);
    END IF;
    -- A router that asks by RADIUS learns of a new chain when the customer logs in.
    IF v_sold.access_method = 'routeros_api'
       OR v_sold.access_method = 'radius' AND v_chain <> p_id THEN
      PERFORM plan_access_delivery(v_chain,
                                   CASE WHEN v_chain = p_id THEN 'created' ELSE 'continued' END);
    END IF;
    RETURN true;
  END $$;
`;
