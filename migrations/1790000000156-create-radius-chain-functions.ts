import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Whether a chain of entitlements may be used now, and by which devices. See docs/access.md. */
export class CreateRadiusChainFunctions1790000000156 implements MigrationInterface {
  readonly name = 'CreateRadiusChainFunctions1790000000156';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(NOTATIONS);
    await queryRunner.query(CHAINS);
    await queryRunner.query(DEVICES);
    await queryRunner.query(`REVOKE ALL ON ALL FUNCTIONS IN SCHEMA radius FROM PUBLIC`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP FUNCTION radius.attach_device, radius.has_room, radius.replaceable_device,
        radius.chain_state, radius.interim_interval, radius.chain_of_class, radius.ticket_hash,
        radius.normal_code, radius.normal_mac;
    `);
  }
}

/** How MAC addresses, codes, tickets and Class values are written. */
const NOTATIONS = `
  -- AA:BB:CC:DD:EE:FF from any usual notation, null for anything else.
  CREATE FUNCTION radius.normal_mac(p_text text) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
      WHEN p_text ~ '^[0-9A-Fa-f]{2}([:.-]?[0-9A-Fa-f]{2}){5}$'
        OR p_text ~ '^[0-9A-Fa-f]{4}[:.-][0-9A-Fa-f]{4}[:.-][0-9A-Fa-f]{4}$'
        OR p_text ~ '^[0-9A-Fa-f]{6}[:.-][0-9A-Fa-f]{6}$'
      THEN rtrim(regexp_replace(upper(regexp_replace(p_text, '[:.-]', '', 'g')),
                                '(..)', '\\1:', 'g'), ':')
    END
  $$;

  -- An access code in any letter case, with or without dashes; null for anything else.
  CREATE FUNCTION radius.normal_code(p_text text) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
      WHEN p_text ~ '^[A-Za-z0-9-]{8,15}$'
       AND upper(replace(p_text, '-', '')) ~ '^[2-9A-HJKMNP-Z]{8}$'
      THEN upper(replace(p_text, '-', ''))
    END
  $$;

  -- What is stored of a login ticket; null for anything that is no ticket.
  CREATE FUNCTION radius.ticket_hash(p_text text) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_text ~ '^lt-[0-9a-f]{32}$'
                THEN encode(sha256(convert_to(p_text, 'UTF8')), 'hex') END
  $$;

  -- A Class value is the chain and a random part for each login: routers use session ids again.
  CREATE FUNCTION radius.chain_of_class(p_class text) RETURNS uuid
  LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_class ~ '^[0-9a-f]{32}:[0-9a-f]{32}$' THEN left(p_class, 32)::uuid END
  $$;

  -- How often a router reports a session. Three times that without a report, and it is stale.
  CREATE FUNCTION radius.interim_interval() RETURNS interval
  LANGUAGE sql IMMUTABLE AS $$ SELECT interval '60 seconds' $$;
`;

/** Whether a chain may be used now, and what is left of it. */
const CHAINS = `
  CREATE FUNCTION radius.chain_state(p_chain uuid)
  RETURNS TABLE (reason text, router_id integer, seconds bigint, upload integer,
                 download integer, device_limit integer, octets_left bigint)
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    -- Stored times are rounded to milliseconds, and so is the time that they are compared with.
    v_now timestamptz(3) := now();
    v_current public.entitlements;
    v_ends_at timestamptz;
    v_cap bigint;
    v_used bigint;
  BEGIN
    SELECT e.router_id INTO router_id FROM public.entitlements e WHERE e.id = p_chain;

    -- The one that runs, else the next one, else a voucher that was not used yet.
    SELECT * INTO v_current FROM public.entitlements e
     WHERE e.chain_id = p_chain AND e.revoked_at IS NULL
       AND (e.ends_at > v_now OR e.ends_at IS NULL)
     ORDER BY e.ends_at LIMIT 1;
    IF v_current.id IS NULL THEN
      SELECT CASE WHEN e.revoked_at IS NULL THEN 'expired' ELSE 'revoked' END INTO reason
        FROM public.entitlements e
       WHERE e.chain_id = p_chain ORDER BY e.ends_at DESC NULLS FIRST LIMIT 1;
      RETURN NEXT;
      RETURN;
    END IF;
    IF v_current.starts_at > v_now THEN
      reason := 'not_started';
      RETURN NEXT;
      RETURN;
    END IF;

    upload := v_current.upload_speed_mbps;
    download := v_current.download_speed_mbps;
    device_limit := v_current.device_limit;
    IF v_current.ends_at IS NULL THEN
      seconds := v_current.duration_minutes * 60::bigint;
    ELSE
      SELECT e.ends_at INTO v_ends_at FROM public.entitlements e
       WHERE e.chain_id = p_chain AND e.revoked_at IS NULL
       ORDER BY e.ends_at DESC LIMIT 1;
      seconds := greatest(1, ceil(extract(epoch FROM v_ends_at - v_now)));
    END IF;

    IF v_current.data_cap_mb IS NOT NULL THEN
      SELECT sum(e.data_cap_mb)::bigint * 1000000 INTO v_cap FROM public.entitlements e
       WHERE e.chain_id = p_chain AND e.revoked_at IS NULL;
      SELECT coalesce(sum(s.octets_up + s.octets_down), 0) INTO v_used
        FROM public.accounting_sessions s WHERE s.chain_id = p_chain;
      octets_left := v_cap - v_used;
      IF octets_left <= 0 THEN
        reason := 'cap';
      END IF;
    END IF;
    RETURN NEXT;
  END $$;
`;

/** Which devices may use a chain. */
const DEVICES = `
  -- The device that has been idle longest and may be replaced; null when there is none. A device
  -- with a session, or one that has just logged in, is not idle. At most 3 a day are replaced.
  CREATE FUNCTION radius.replaceable_device(p_chain uuid, p_with_named boolean) RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.mac_address
      FROM public.devices d JOIN public.entitlements first ON first.id = d.chain_id
     WHERE d.chain_id = p_chain
       AND (p_with_named OR NOT d.named_at_sale)
       AND (d.last_seen IS NULL OR d.last_seen < now() - 3 * radius.interim_interval())
       AND NOT EXISTS (
             SELECT FROM public.accounting_sessions s
              WHERE s.router_id = first.router_id AND s.mac_address = d.mac_address
                AND s.chain_id = p_chain AND s.stopped_at IS NULL
                AND s.updated_at > now() - 3 * radius.interim_interval())
       AND 3 > (SELECT count(*) FROM public.entitlement_history h
                 WHERE h.entitlement_id = p_chain AND h.event = 'device_replaced'
                   AND h.created_at > now() - interval '1 day')
     ORDER BY coalesce(d.last_seen, d.attached_at), d.mac_address LIMIT 1
  $$;

  CREATE FUNCTION radius.has_room(p_chain uuid, p_mac text, p_limit integer) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.devices d
                    WHERE d.chain_id = p_chain AND d.mac_address = p_mac)
        OR (SELECT count(*) FROM public.devices d WHERE d.chain_id = p_chain) < p_limit
        OR radius.replaceable_device(p_chain, true) IS NOT NULL
  $$;

  -- Attaches a device to a chain. The answer is 'present', 'attached' or 'replaced', and null when
  -- the chain has no room for it. The source is the one of the history: 'radius' is a login;
  -- 'portal' may not replace a device that the payment named.
  CREATE FUNCTION radius.attach_device(p_chain uuid, p_mac text, p_source text) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_seen timestamptz := CASE WHEN p_source = 'radius' THEN now() END;
    v_first public.entitlements;
    v_replaced text;
  BEGIN
    UPDATE public.devices d
       SET last_seen = coalesce(v_seen, d.last_seen),
           first_seen = coalesce(d.first_seen, v_seen)
     WHERE d.chain_id = p_chain AND d.mac_address = p_mac;
    IF FOUND THEN
      RETURN 'present';
    END IF;

    SELECT * INTO v_first FROM public.entitlements e WHERE e.id = p_chain FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
    -- Another login of the same device may have come first while this one waited for the lock.
    IF EXISTS (SELECT FROM public.devices d
                WHERE d.chain_id = p_chain AND d.mac_address = p_mac) THEN
      RETURN 'present';
    END IF;
    IF (SELECT count(*) FROM public.devices d WHERE d.chain_id = p_chain)
         >= v_first.device_limit THEN
      v_replaced := radius.replaceable_device(p_chain, p_source <> 'portal');
      IF v_replaced IS NULL THEN
        RETURN NULL;
      END IF;
      DELETE FROM public.devices d WHERE d.chain_id = p_chain AND d.mac_address = v_replaced;
    END IF;
    INSERT INTO public.devices (chain_id, mac_address, user_id, first_seen, last_seen)
    VALUES (p_chain, p_mac, v_first.user_id, v_seen, v_seen);
    INSERT INTO public.entitlement_history (entitlement_id, user_id, event, source, evidence)
    VALUES (p_chain, v_first.user_id,
            CASE WHEN v_replaced IS NULL THEN 'device_attached' ELSE 'device_replaced' END,
            p_source,
            jsonb_strip_nulls(jsonb_build_object('mac_address', p_mac, 'replaced', v_replaced)));
    RETURN CASE WHEN v_replaced IS NULL THEN 'attached' ELSE 'replaced' END;
  END $$;
`;
