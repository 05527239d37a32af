import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { CreateRadiusPostAuthFunctions1790000000158 } from './1790000000158-create-radius-post-auth-functions.js';
import { EndSessionsOfRevokedChains1790000000261 } from './1790000000261-end-sessions-of-revoked-chains.js';

/**
 * What nearly every login and accounting packet needs is decided with few statements, because each
 * costs more than what it reads; the others run only when there is something for them to do.
 */
export class TakeReportsWithFewerStatements1790000000307 implements MigrationInterface {
  readonly name = 'TakeReportsWithFewerStatements1790000000307';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(POST_AUTH);
    await queryRunner.query(ACCOUNTING);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    // The functions as they were before.
    const replacing = {
      query: (text: string) =>
        queryRunner.query(text.replaceAll('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION')),
    } as QueryRunner;
    await new CreateRadiusPostAuthFunctions1790000000158().up(replacing);
    await new EndSessionsOfRevokedChains1790000000261().up(replacing);
  }
}

const POST_AUTH = `
  -- Attaches the device and records the login. Without a row the login must be rejected with the
  -- reason 'devices': the chain is full, or the ticket was used meanwhile.
  CREATE OR REPLACE FUNCTION radius.on_post_auth(
    p_user text, p_mac text, p_nas text, p_reply text, p_message text, p_class text)
  RETURNS SETOF boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_router record;
    v_mac text := radius.normal_mac(p_mac);
    v_ticket text := radius.ticket_hash(p_user);
    v_name text := CASE WHEN v_ticket IS NULL THEN left(p_user, 64) ELSE 'ticket' END;
    v_chain uuid := radius.chain_of_class(p_class);
    v_reason text;
    v_is_first boolean;
  BEGIN
    SELECT r.id, r.user_id, n.first_login_at, n.last_packet_at INTO v_router
      FROM public.routers r LEFT JOIN radius.nas n ON n.router_id = r.id
     WHERE r.nas_address = nullif(p_nas, '')::inet;
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
    -- The first login of an entitlement writes to it; one without an end is a voucher.
    v_is_first := EXISTS (
        SELECT FROM public.entitlements e
         WHERE e.chain_id = v_chain AND e.ends_at > now()
           AND e.starts_at <= now()::timestamptz(3) AND e.first_login_at IS NULL
           AND e.revoked_at IS NULL)
      OR EXISTS (
        SELECT FROM public.entitlements e
         WHERE e.chain_id = v_chain AND e.ends_at IS NULL AND e.revoked_at IS NULL);
    -- The chain is locked before its devices, as attach_device does, when it is written to below.
    IF v_is_first THEN
      PERFORM FROM public.entitlements e WHERE e.id = v_chain FOR NO KEY UPDATE;
    END IF;
    IF v_mac IS NULL OR v_chain IS NULL
       OR radius.attach_device(v_chain, v_mac, 'radius') IS NULL THEN
      RETURN;
    END IF;
    IF v_ticket IS NOT NULL THEN
      UPDATE public.login_tickets t SET used_at = now() WHERE t.ticket_hash = v_ticket;
    END IF;

    IF v_is_first THEN
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
    END IF;
    INSERT INTO public.login_attempts
      (user_id, router_id, chain_id, mac_address, username, outcome)
    VALUES (v_router.user_id, v_router.id, v_chain, v_mac, v_name, 'accept');
    IF v_router.first_login_at IS NULL OR v_router.last_packet_at IS NULL
       OR v_router.last_packet_at < now() - interval '1 minute' THEN
      -- Whoever finds it locked leaves it to the other, so that logins and accounting do not wait.
      UPDATE radius.nas n
         SET last_packet_at = now(), first_login_at = coalesce(n.first_login_at, now())
       WHERE n.router_id = (
               SELECT due.router_id FROM radius.nas due
                WHERE due.router_id = v_router.id
                  AND (due.first_login_at IS NULL OR due.last_packet_at IS NULL
                       OR due.last_packet_at < now() - interval '1 minute')
                  FOR NO KEY UPDATE SKIP LOCKED);
    END IF;
    RETURN NEXT true;
  END $$;
`;

const ACCOUNTING = `
  -- Every packet, in any order and any number of times, ends in one row: octets are set and never
  -- fall. False never comes back: an error means that the router gets no answer and repeats.
  CREATE OR REPLACE FUNCTION radius.accounting(
    p_type text, p_session_id text, p_user text, p_mac text, p_nas text, p_ip text, p_delay text,
    p_seconds text, p_in text, p_in_gigawords text, p_out text, p_out_gigawords text, p_cause text,
    p_class text) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_router record;
    v_mac text := radius.normal_mac(p_mac);
    v_ip inet := nullif(p_ip, '')::inet;
    v_at timestamptz := now() - least(coalesce(nullif(p_delay, '')::bigint, 0), 86400)
                                * interval '1 second';
    v_seconds bigint := coalesce(nullif(p_seconds, '')::bigint, 0);
    v_started timestamptz := v_at - v_seconds * interval '1 second';
    v_up bigint := coalesce(nullif(p_in, '')::bigint, 0)
                   + (coalesce(nullif(p_in_gigawords, '')::bigint, 0) << 32);
    v_down bigint := coalesce(nullif(p_out, '')::bigint, 0)
                     + (coalesce(nullif(p_out_gigawords, '')::bigint, 0) << 32);
    v_chain uuid;
    v_id uuid;
    v_is_new boolean;
    v_has_others boolean;
    v_has_newer boolean;
  BEGIN
    SELECT r.id, r.user_id, n.last_packet_at INTO v_router
      FROM public.routers r LEFT JOIN radius.nas n ON n.router_id = r.id
     WHERE r.nas_address = nullif(p_nas, '')::inet;
    IF NOT FOUND THEN
      RETURN true;
    END IF;
    IF v_router.last_packet_at IS NULL OR v_router.last_packet_at < now() - interval '1 minute' THEN
      UPDATE radius.nas n SET last_packet_at = now()
       WHERE n.router_id = (
               SELECT due.router_id FROM radius.nas due
                WHERE due.router_id = v_router.id
                  AND (due.last_packet_at IS NULL
                       OR due.last_packet_at < now() - interval '1 minute')
                  FOR NO KEY UPDATE SKIP LOCKED);
    END IF;

    IF p_type IN ('Accounting-On', 'Accounting-Off') THEN
      UPDATE public.accounting_sessions s
         SET stopped_at = s.updated_at, stop_cause = 'nas_reboot'
       WHERE s.router_id = v_router.id AND s.stopped_at IS NULL AND s.started_at <= v_at;
      UPDATE radius.nas n SET accounting_on_at = now()
       WHERE n.router_id = v_router.id AND p_type = 'Accounting-On';
      RETURN true;
    END IF;
    IF p_type NOT IN ('Start', 'Interim-Update', 'Alive', 'Stop') OR v_mac IS NULL THEN
      RETURN true;
    END IF;

    v_id := md5(concat_ws('|', v_router.id, p_session_id, v_mac, p_class))::uuid;
    IF p_type IN ('Interim-Update', 'Alive') THEN
      -- Nearly all packets: a report of a session that is open, the only one of its device.
      UPDATE public.accounting_sessions s
         SET updated_at = greatest(s.updated_at, v_at),
             session_seconds = greatest(s.session_seconds, v_seconds),
             octets_up = greatest(s.octets_up, v_up),
             octets_down = greatest(s.octets_down, v_down),
             ip_address = coalesce(v_ip, s.ip_address)
       WHERE s.id = v_id AND s.stopped_at IS NULL
         AND NOT EXISTS (
               SELECT FROM public.accounting_sessions o
                WHERE o.router_id = v_router.id AND o.mac_address = v_mac
                  AND o.stopped_at IS NULL AND o.id <> v_id);
      IF FOUND THEN
        -- The next report tells the same and more, so this one does not wait for the disk.
        PERFORM set_config('synchronous_commit', 'off', true);
        RETURN true;
      END IF;
    END IF;

    v_chain := radius.chain_of_session(v_router.id, v_router.user_id, p_class, p_user, v_mac);
    IF v_chain IS NULL THEN
      RETURN true;
    END IF;
    SELECT count(*) > 0, coalesce(bool_or(s.started_at > v_started), false)
      INTO v_has_others, v_has_newer
      FROM public.accounting_sessions s
     WHERE s.router_id = v_router.id AND s.mac_address = v_mac AND s.stopped_at IS NULL
       AND s.id <> v_id;

    INSERT INTO public.accounting_sessions AS s
      (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, ip_address,
       started_at, updated_at, stopped_at, stop_cause, session_seconds, octets_up, octets_down)
    VALUES
      (v_id, v_router.user_id, v_router.id, v_chain, left(p_session_id, 253), left(p_user, 253),
       v_mac, v_ip, v_started, v_at,
       CASE p_type WHEN 'Stop' THEN v_at END,
       CASE p_type WHEN 'Stop' THEN coalesce(nullif(left(p_cause, 64), ''), 'unknown') END,
       v_seconds, v_up, v_down)
    ON CONFLICT (id) DO UPDATE SET
      updated_at = greatest(s.updated_at, excluded.updated_at),
      session_seconds = greatest(s.session_seconds, excluded.session_seconds),
      octets_up = greatest(s.octets_up, excluded.octets_up),
      octets_down = greatest(s.octets_down, excluded.octets_down),
      ip_address = coalesce(excluded.ip_address, s.ip_address),
      (stopped_at, stop_cause) = (
        SELECT CASE WHEN is_kept THEN s.stopped_at ELSE excluded.stopped_at END,
               CASE WHEN is_kept THEN s.stop_cause ELSE excluded.stop_cause END
          FROM (SELECT CASE
            -- Open, or stopped by the router: a Stop closes it, and the first Stop counts.
            WHEN s.stopped_at IS NULL THEN false
            WHEN s.stop_cause NOT IN ('stale', 'replaced', 'nas_reboot') THEN true
            -- Closed by us: a Stop tells more, and a report of later time shows that it goes on.
            WHEN excluded.stopped_at IS NOT NULL THEN false
            ELSE v_has_newer OR excluded.session_seconds <= s.session_seconds
          END) AS decided (is_kept))
    RETURNING xmax = 0 INTO v_is_new;

    IF v_has_others AND NOT v_has_newer AND p_type <> 'Stop' THEN
      UPDATE public.accounting_sessions s
         SET stopped_at = s.updated_at, stop_cause = 'replaced'
       WHERE s.router_id = v_router.id AND s.mac_address = v_mac AND s.stopped_at IS NULL
         AND s.id <> v_id;
    END IF;
    IF v_is_new AND p_type <> 'Stop'
       AND (SELECT state.reason FROM radius.chain_state(v_chain) state) = 'revoked' THEN
      PERFORM public.plan_coa_requests(v_router.id, 'disconnect', ARRAY[v_id]);
    END IF;
    IF v_is_new OR p_type = 'Stop' THEN
      UPDATE public.devices d SET last_seen = greatest(d.last_seen, v_at)
       WHERE d.chain_id = v_chain AND d.mac_address = v_mac;
    END IF;
    RETURN true;
  END $$;
`;
