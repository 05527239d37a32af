import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * A change may come after a login was accepted and before the router reports the session. No session
 * is known then that could be ended or told, so the first report of it plans the request.
 */
export class CorrectSessionsAtTheirFirstReport1790000000311 implements MigrationInterface {
  readonly name = 'CorrectSessionsAtTheirFirstReport1790000000311';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(CORRECT);
    await queryRunner.query(`REVOKE ALL ON FUNCTION radius.correct_new_session FROM PUBLIC`);
    await queryRunner.query(accounting(FIRST_REPORT));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(accounting(FIRST_REPORT_BEFORE));
    await queryRunner.query(`DROP FUNCTION radius.correct_new_session`);
  }
}

const CORRECT = `
  -- Ends a session whose chain was revoked, or whose device was removed, since its login was accepted.
  -- One of whose chain only a part was revoked is told the new end. A login is accepted a moment before
  -- its session starts.
  CREATE FUNCTION radius.correct_new_session(p_router_id integer, p_chain uuid, p_session uuid,
                                             p_mac text, p_started timestamptz) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    IF (SELECT state.reason FROM radius.chain_state(p_chain) state) = 'revoked'
       OR NOT EXISTS (SELECT FROM public.devices d
                       WHERE d.chain_id = p_chain AND d.mac_address = p_mac) THEN
      PERFORM public.plan_coa_requests(p_router_id, 'disconnect', ARRAY[p_session]);
    ELSIF EXISTS (SELECT FROM public.entitlements e
                   WHERE e.chain_id = p_chain
                     AND e.revoked_at > p_started - interval '1 minute') THEN
      PERFORM public.plan_coa_requests(p_router_id, 'coa', ARRAY[p_session]);
    END IF;
  END $$;
`;

const FIRST_REPORT = `    IF v_is_new AND p_type <> 'Stop' THEN
      PERFORM radius.correct_new_session(v_router.id, v_chain, v_id, v_mac, v_started);
    END IF;
`;

const FIRST_REPORT_BEFORE = `    IF v_is_new AND p_type <> 'Stop'
       AND (SELECT state.reason FROM radius.chain_state(v_chain) state) = 'revoked' THEN
      PERFORM public.plan_coa_requests(v_router.id, 'disconnect', ARRAY[v_id]);
    END IF;
`;

const accounting = (firstReport: string): string => `
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
${firstReport}    IF v_is_new OR p_type = 'Stop' THEN
      UPDATE public.devices d SET last_seen = greatest(d.last_seen, v_at)
       WHERE d.chain_id = v_chain AND d.mac_address = v_mac;
    END IF;
    RETURN true;
  END $$;
`;
