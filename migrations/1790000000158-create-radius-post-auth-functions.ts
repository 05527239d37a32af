import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What a RADIUS server reports when it has decided about a login. See docs/access.md. */
export class CreateRadiusPostAuthFunctions1790000000158 implements MigrationInterface {
  readonly name = 'CreateRadiusPostAuthFunctions1790000000158';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(ATTEMPTS);
    await queryRunner.query(POST_AUTH);
    await queryRunner.query(`REVOKE ALL ON ALL FUNCTIONS IN SCHEMA radius FROM PUBLIC`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP FUNCTION radius.on_post_auth, radius.record_reject, radius.count_unknown_login;
    `);
  }
}

/** Rejected logins. */
const ATTEMPTS = `
  -- Counts by device and by router, from the first one on for ten minutes. Once a router is over its
  -- limit, no further device gets a counter: a stranger makes no more rows than the limit. A device
  -- that is over its own limit counts no more for the router, else a single one could limit all.
  CREATE FUNCTION radius.count_unknown_login(p_router integer, p_mac text) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_after timestamptz := now()::timestamptz(3) - interval '10 minutes';
    v_of_router integer;
    v_mac text;
    v_count integer := 0;
  BEGIN
    SELECT u.count INTO v_of_router FROM radius.unknown_logins u
     WHERE u.router_id = p_router AND u.mac_address = '' AND u.window_start > v_after;
    IF v_of_router > 600 THEN
      RETURN;
    END IF;
    FOREACH v_mac IN ARRAY ARRAY[p_mac, ''] LOOP
      CONTINUE WHEN v_mac <> '' AND v_of_router = 600;
      EXIT WHEN v_count > 21;
      INSERT INTO radius.unknown_logins AS u (router_id, mac_address)
      VALUES (p_router, v_mac)
      ON CONFLICT (router_id, mac_address) DO UPDATE
        SET count = CASE WHEN u.window_start > v_after THEN u.count + 1 ELSE 1 END,
            window_start = CASE WHEN u.window_start > v_after THEN u.window_start ELSE now() END
      RETURNING u.count INTO v_count;
    END LOOP;
  END $$;

  CREATE FUNCTION radius.record_reject(p_router integer, p_user_id integer, p_chain uuid, p_mac text,
                                       p_username text, p_reason text) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_hour timestamptz := date_trunc('hour', now());
    v_mac text := p_mac;
    v_reason text := p_reason;
  BEGIN
    UPDATE public.login_attempts a
       SET count = a.count + 1, last_at = now(), username = p_username,
           chain_id = coalesce(p_chain, a.chain_id)
     WHERE a.router_id = p_router AND a.hour = v_hour AND a.mac_address = v_mac
       AND a.reason = v_reason AND a.outcome = 'reject';
    IF FOUND THEN
      RETURN;
    END IF;
    UPDATE public.login_attempts a SET count = a.count + 1, last_at = now()
     WHERE a.router_id = p_router AND a.hour = v_hour AND a.mac_address = ''
       AND a.reason = 'overflow' AND a.outcome = 'reject';
    IF FOUND THEN
      RETURN;
    END IF;

    -- One at a time for a router, so that no more rows are added than the limit.
    PERFORM pg_advisory_xact_lock(hashtext('radius.record_reject'), p_router);
    IF (SELECT count(*) FROM public.login_attempts a
         WHERE a.router_id = p_router AND a.hour = v_hour AND a.outcome = 'reject') >= 1000 THEN
      v_mac := '';
      v_reason := 'overflow';
    END IF;
    INSERT INTO public.login_attempts AS a
      (user_id, router_id, chain_id, mac_address, username, outcome, reason, hour)
    VALUES (p_user_id, p_router, p_chain, v_mac,
            CASE v_reason WHEN 'overflow' THEN '' ELSE p_username END, 'reject', v_reason, v_hour)
    ON CONFLICT (router_id, hour, mac_address, reason) WHERE outcome = 'reject'
      DO UPDATE SET count = a.count + 1, last_at = now();
  END $$;
`;

/** What the RADIUS server reports when it has decided. */
const POST_AUTH = `
  -- Attaches the device and records the login. Without a row the login must be rejected with the
  -- reason 'devices': the chain is full, or the ticket was used meanwhile.
  CREATE FUNCTION radius.on_post_auth(p_user text, p_mac text, p_nas text, p_reply text,
                                      p_message text, p_class text) RETURNS SETOF boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_router public.routers;
    v_mac text := radius.normal_mac(p_mac);
    v_ticket text := radius.ticket_hash(p_user);
    v_name text := CASE WHEN v_ticket IS NULL THEN left(p_user, 64) ELSE 'ticket' END;
    v_chain uuid := radius.chain_of_class(p_class);
    v_reason text;
  BEGIN
    SELECT * INTO v_router FROM public.routers r WHERE r.nas_address = nullif(p_nas, '')::inet;
    IF NOT FOUND OR p_reply NOT IN ('Access-Accept', 'Access-Reject') THEN
      RETURN NEXT true;
      RETURN;
    END IF;

    IF p_reply = 'Access-Reject' THEN
      v_reason := CASE WHEN p_message IN ('not_started', 'expired', 'revoked', 'devices', 'cap',
                                          'router', 'limited')
                       THEN p_message ELSE 'unknown' END;
      -- A router tries the MAC address of every host that appears, which is no guess.
      IF v_reason = 'unknown' AND v_ticket IS NULL
         AND radius.normal_mac(p_user) IS DISTINCT FROM v_mac THEN
        PERFORM radius.count_unknown_login(v_router.id, coalesce(v_mac, 'none'));
      END IF;
      IF v_reason NOT IN ('unknown', 'limited') THEN
        SELECT d.chain_id INTO v_chain FROM radius.decide(p_user, p_mac, p_nas) d;
      END IF;
      PERFORM radius.record_reject(v_router.id, v_router.user_id, v_chain, coalesce(v_mac, ''),
                                   v_name, v_reason);
      RETURN NEXT true;
      RETURN;
    END IF;

    IF v_ticket IS NOT NULL THEN
      PERFORM FROM public.login_tickets t
        WHERE t.ticket_hash = v_ticket AND t.used_at IS NULL FOR UPDATE;
      IF NOT FOUND THEN
        RETURN;
      END IF;
    END IF;
    -- The chain is locked before its devices, as attach_device does, when it is written to below.
    PERFORM FROM public.entitlements e
      WHERE e.id = v_chain
        AND EXISTS (SELECT FROM public.entitlements l
                     WHERE l.chain_id = v_chain AND l.first_login_at IS NULL
                       AND l.revoked_at IS NULL
                       AND (l.starts_at IS NULL
                            OR l.starts_at <= now()::timestamptz(3) AND l.ends_at > now()))
      FOR NO KEY UPDATE OF e;
    IF v_mac IS NULL OR v_chain IS NULL
       OR radius.attach_device(v_chain, v_mac, 'radius') IS NULL THEN
      RETURN;
    END IF;
    IF v_ticket IS NOT NULL THEN
      UPDATE public.login_tickets t SET used_at = now() WHERE t.ticket_hash = v_ticket;
    END IF;

    -- A voucher starts at its first login.
    WITH started AS (
      UPDATE public.entitlements e
         SET starts_at = now(), ends_at = now() + e.duration_minutes * interval '1 minute',
             first_login_at = now(), updated_at = now()
       WHERE e.chain_id = v_chain AND e.starts_at IS NULL AND e.revoked_at IS NULL
      RETURNING e.id, e.user_id, e.starts_at, e.ends_at)
    INSERT INTO public.entitlement_history
      (entitlement_id, user_id, event, source, starts_at, ends_at)
    SELECT s.id, s.user_id, 'started', 'radius', s.starts_at, s.ends_at FROM started s;
    UPDATE public.entitlements e SET first_login_at = now(), updated_at = now()
     WHERE e.chain_id = v_chain AND e.first_login_at IS NULL AND e.revoked_at IS NULL
       AND e.starts_at <= now()::timestamptz(3) AND e.ends_at > now();

    INSERT INTO public.login_attempts
      (user_id, router_id, chain_id, mac_address, username, outcome)
    VALUES (v_router.user_id, v_router.id, v_chain, v_mac, v_name, 'accept');
    -- Whoever finds it locked leaves it to the other, so that logins and accounting do not wait here.
    UPDATE radius.nas n
       SET last_packet_at = now(), first_login_at = coalesce(n.first_login_at, now())
     WHERE n.router_id = (
             SELECT due.router_id FROM radius.nas due
              WHERE due.router_id = v_router.id
                AND (due.first_login_at IS NULL OR due.last_packet_at IS NULL
                     OR due.last_packet_at < now() - interval '1 minute')
                FOR NO KEY UPDATE SKIP LOCKED);
    RETURN NEXT true;
  END $$;
`;
