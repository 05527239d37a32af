import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The function that takes accounting packets, and the one that closes stale sessions. */
export class CreateRadiusAccountingFunctions1790000000159 implements MigrationInterface {
  readonly name = 'CreateRadiusAccountingFunctions1790000000159';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(CHAIN_OF_SESSION);
    await queryRunner.query(ACCOUNTING);
    await queryRunner.query(STALE_SESSIONS);
    await queryRunner.query(`REVOKE ALL ON ALL FUNCTIONS IN SCHEMA radius FROM PUBLIC`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP FUNCTION radius.close_stale_sessions, radius.accounting, radius.chain_of_session;
    `);
  }
}

const CHAIN_OF_SESSION = `
  -- The chain that a session uses, by its Class, else by the code or the device. A router names only
  -- chains of its own.
  CREATE FUNCTION radius.chain_of_session(p_router integer, p_user_id integer, p_class text,
                                          p_user text, p_mac text) RETURNS uuid
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_chain uuid;
  BEGIN
    SELECT e.id INTO v_chain FROM public.entitlements e
     WHERE e.id = radius.chain_of_class(p_class) AND e.chain_id = e.id
       AND e.router_id = p_router;
    IF v_chain IS NULL THEN
      SELECT e.id INTO v_chain FROM public.entitlements e
       WHERE e.user_id = p_user_id AND e.access_code = radius.normal_code(p_user)
         AND e.previous_id IS NULL AND e.router_id = p_router;
    END IF;
    IF v_chain IS NULL THEN
      SELECT d.chain_id INTO v_chain
        FROM public.devices d JOIN public.entitlements e ON e.id = d.chain_id
       WHERE d.user_id = p_user_id AND d.mac_address = p_mac AND e.router_id = p_router
       ORDER BY d.last_seen DESC NULLS LAST LIMIT 1;
    END IF;
    RETURN v_chain;
  END $$;
`;

const ACCOUNTING = `
  -- Every packet, in any order and any number of times, ends in one row: octets are set and never
  -- fall. False never comes back: an error means that the router gets no answer and repeats.
  CREATE FUNCTION radius.accounting(
    p_type text, p_session_id text, p_user text, p_mac text, p_nas text, p_ip text, p_delay text,
    p_seconds text, p_in text, p_in_gigawords text, p_out text, p_out_gigawords text, p_cause text,
    p_class text) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_router public.routers;
    v_mac text := radius.normal_mac(p_mac);
    v_at timestamptz := now() - least(coalesce(nullif(p_delay, '')::bigint, 0), 86400)
                                * interval '1 second';
    v_seconds bigint := coalesce(nullif(p_seconds, '')::bigint, 0);
    v_started timestamptz := v_at - v_seconds * interval '1 second';
    v_chain uuid;
    v_id uuid;
    v_is_new boolean;
    v_has_others boolean;
    v_has_newer boolean;
  BEGIN
    SELECT * INTO v_router FROM public.routers r WHERE r.nas_address = nullif(p_nas, '')::inet;
    IF NOT FOUND THEN
      RETURN true;
    END IF;
    UPDATE radius.nas n SET last_packet_at = now()
     WHERE n.router_id = (
             SELECT due.router_id FROM radius.nas due
              WHERE due.router_id = v_router.id
                AND (due.last_packet_at IS NULL
                     OR due.last_packet_at < now() - interval '1 minute')
                FOR NO KEY UPDATE SKIP LOCKED);

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
    v_chain := radius.chain_of_session(v_router.id, v_router.user_id, p_class, p_user, v_mac);
    IF v_chain IS NULL THEN
      RETURN true;
    END IF;

    v_id := md5(concat_ws('|', v_router.id, p_session_id, v_mac, p_class))::uuid;
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
       v_mac, nullif(p_ip, '')::inet, v_started, v_at,
       CASE p_type WHEN 'Stop' THEN v_at END,
       CASE p_type WHEN 'Stop' THEN coalesce(nullif(left(p_cause, 64), ''), 'unknown') END,
       v_seconds,
       coalesce(nullif(p_in, '')::bigint, 0)
         + (coalesce(nullif(p_in_gigawords, '')::bigint, 0) << 32),
       coalesce(nullif(p_out, '')::bigint, 0)
         + (coalesce(nullif(p_out_gigawords, '')::bigint, 0) << 32))
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
    IF v_is_new OR p_type = 'Stop' THEN
      UPDATE public.devices d SET last_seen = greatest(d.last_seen, v_at)
       WHERE d.chain_id = v_chain AND d.mac_address = v_mac;
    END IF;
    RETURN true;
  END $$;
`;

const STALE_SESSIONS = `
  -- Closes at most so many sessions that were not reported for three interim periods, at the time of
  -- their last report. Gives how many.
  CREATE FUNCTION radius.close_stale_sessions(p_limit integer) RETURNS integer
  LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    WITH closed AS (
      UPDATE public.accounting_sessions s SET stopped_at = s.updated_at, stop_cause = 'stale'
       WHERE s.stopped_at IS NULL AND s.id = ANY (ARRAY(
               SELECT o.id FROM public.accounting_sessions o
                WHERE o.stopped_at IS NULL
                  AND o.updated_at < now() - 3 * radius.interim_interval()
                LIMIT p_limit FOR UPDATE SKIP LOCKED))
      RETURNING s.id)
    SELECT count(*)::integer FROM closed
  $$;
`;
