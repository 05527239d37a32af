import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Records the sessions that a router lists, as accounting does for a router that uses RADIUS. */
export class RecordRouterSessions1790000000223 implements MigrationInterface {
  readonly name = 'RecordRouterSessions1790000000223';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(RECORD);
    await queryRunner.query(`
      REVOKE ALL ON FUNCTION record_router_sessions, record_router_login FROM PUBLIC`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP FUNCTION record_router_sessions, record_router_login`);
  }
}

const RECORD = `
  -- What the first report of a session changes: the device is attached, the entitlement that runs was
  -- used, a ticket is used up, and the login is recorded. False when the chain has no room for it.
  CREATE FUNCTION record_router_login(p_router public.routers, p_chain uuid, p_username text,
                                      p_mac text, p_started timestamptz) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    -- The chain is locked before its devices, as everywhere.
    PERFORM FROM public.entitlements e WHERE e.id = p_chain FOR NO KEY UPDATE;
    IF radius.attach_device(p_chain, p_mac, 'routeros_api') IS NULL THEN
      RETURN false;
    END IF;
    UPDATE public.devices d
       SET first_seen = coalesce(d.first_seen, p_started),
           last_seen = greatest(d.last_seen, p_started)
     WHERE d.chain_id = p_chain AND d.mac_address = p_mac;
    UPDATE public.entitlements e
       SET first_login_at = greatest(p_started, e.starts_at), updated_at = now()
     WHERE e.chain_id = p_chain AND e.first_login_at IS NULL AND e.revoked_at IS NULL
       AND e.starts_at <= now()::timestamptz(3) AND e.ends_at > now();
    UPDATE public.login_tickets t SET used_at = p_started
     WHERE t.ticket_hash = radius.ticket_hash(p_username) AND t.used_at IS NULL;
    INSERT INTO public.login_attempts
      (user_id, router_id, chain_id, mac_address, username, outcome)
    VALUES (p_router.user_id, p_router.id, p_chain, p_mac,
            CASE WHEN radius.ticket_hash(p_username) IS NULL THEN p_username ELSE 'ticket' END,
            'accept');
    RETURN true;
  END $$;

  -- The list is all that the router has now: what is missing in it has ended. Each session of ours
  -- comes back with its chain and why it must end, if it must: a reason of radius.chain_state, or
  -- 'devices'. Sessions of other users are neither recorded nor returned.
  CREATE FUNCTION record_router_sessions(p_router_id integer, p_sessions jsonb)
  RETURNS TABLE (session_key text, chain_id uuid, reason text)
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_now timestamptz := now();
    v_router public.routers;
    v_told record;
    v_mac text;
    v_name text;
    v_started timestamptz;
    v_id uuid;
    v_open uuid[] := '{}';
  BEGIN
    -- One report of a router at a time, so that two do not wait for the chains of each other.
    PERFORM pg_advisory_xact_lock(hashtext('record_router_sessions'), p_router_id);
    SELECT * INTO v_router FROM public.routers r WHERE r.id = p_router_id;
    FOR v_told IN
      SELECT * FROM jsonb_to_recordset(p_sessions)
        AS told (key text, username text, mac text, ip text, seconds bigint, up bigint, down bigint)
       ORDER BY told.mac, told.key
    LOOP
      v_mac := radius.normal_mac(v_told.mac);
      v_started := v_now - v_told.seconds * interval '1 second';
      chain_id := CASE WHEN radius.ticket_hash(v_told.username) IS NULL
        THEN (SELECT e.id FROM public.entitlements e
               WHERE e.user_id = v_router.user_id AND e.router_id = p_router_id
                 AND e.access_code = radius.normal_code(v_told.username)
                 AND e.previous_id IS NULL)
        ELSE (SELECT e.id FROM public.login_tickets t
                JOIN public.entitlements e ON e.id = t.chain_id
               WHERE t.ticket_hash = radius.ticket_hash(v_told.username)
                 AND e.router_id = p_router_id) END;
      CONTINUE WHEN v_mac IS NULL OR chain_id IS NULL;
      v_name := CASE WHEN radius.ticket_hash(v_told.username) IS NULL
                     THEN v_told.username ELSE 'ticket' END;
      session_key := v_told.key;
      reason := NULL;

      -- The router counts in whole seconds, and the report takes some.
      v_id := (SELECT s.id FROM public.accounting_sessions s
                WHERE s.router_id = p_router_id AND s.mac_address = v_mac
                  AND s.stopped_at IS NULL AND s.acct_session_id = v_told.key
                  AND abs(extract(epoch FROM s.started_at - v_started)) < 60 LIMIT 1);
      IF v_id IS NOT NULL THEN
        UPDATE public.accounting_sessions s
           SET updated_at = v_now, session_seconds = greatest(s.session_seconds, v_told.seconds),
               octets_up = greatest(s.octets_up, v_told.up),
               octets_down = greatest(s.octets_down, v_told.down),
               ip_address = coalesce(nullif(v_told.ip, '')::inet, s.ip_address)
         WHERE s.id = v_id;
      ELSIF public.record_router_login(v_router, chain_id, v_told.username, v_mac, v_started) THEN
        INSERT INTO public.accounting_sessions
          (id, user_id, router_id, chain_id, acct_session_id, username, mac_address, ip_address,
           started_at, updated_at, session_seconds, octets_up, octets_down)
        VALUES (gen_random_uuid(), v_router.user_id, p_router_id, chain_id, v_told.key, v_name,
                v_mac, nullif(v_told.ip, '')::inet, v_started, v_now, v_told.seconds, v_told.up,
                v_told.down)
        RETURNING id INTO v_id;
      ELSE
        reason := 'devices';
      END IF;
      IF reason IS NULL THEN
        v_open := v_open || v_id;
        reason := (SELECT state.reason FROM radius.chain_state(chain_id) state);
      END IF;
      RETURN NEXT;
    END LOOP;

    WITH ended AS (
      UPDATE public.accounting_sessions s SET stopped_at = s.updated_at, stop_cause = 'not_listed'
       WHERE s.router_id = p_router_id AND s.stopped_at IS NULL AND s.id <> ALL (v_open)
      RETURNING s.chain_id, s.mac_address, s.stopped_at)
    UPDATE public.devices d SET last_seen = greatest(d.last_seen, ended.stopped_at)
      FROM ended WHERE d.chain_id = ended.chain_id AND d.mac_address = ended.mac_address;
  END $$;
`;
