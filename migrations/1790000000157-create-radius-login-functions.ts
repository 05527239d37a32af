import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What a RADIUS server asks before it answers a login. See docs/access.md. */
export class CreateRadiusLoginFunctions1790000000157 implements MigrationInterface {
  readonly name = 'CreateRadiusLoginFunctions1790000000157';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(DECISION);
    await queryRunner.query(ANSWERS);
    await queryRunner.query(`REVOKE ALL ON ALL FUNCTIONS IN SCHEMA radius FROM PUBLIC`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`
      DROP FUNCTION radius.client_secret, radius.authorize_reply, radius.authorize_check,
        radius.decide, radius.is_limited;
    `);
  }
}

/** What a login is about and whether it may be accepted. */
const DECISION = `
  -- Whether too many unknown codes came from a device, or through a router, in ten minutes.
  CREATE FUNCTION radius.is_limited(p_router integer, p_mac text) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
      SELECT FROM radius.unknown_logins u
       WHERE u.router_id = p_router AND u.mac_address IN ('', p_mac)
         AND u.window_start > now()::timestamptz(3) - interval '10 minutes'
         AND u.count > CASE u.mac_address WHEN '' THEN 600 ELSE 20 END)
  $$;

  -- A login is accepted when reason is null. The kind is 'code', 'ticket' or 'mac'.
  CREATE FUNCTION radius.decide(p_user text, p_mac text, p_nas text)
  RETURNS TABLE (reason text, kind text, chain_id uuid, seconds bigint, upload integer,
                 download integer, device_limit integer, octets_left bigint)
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_now timestamptz(3) := now();
    v_router public.routers;
    v_mac text := radius.normal_mac(p_mac);
    v_ticket public.login_tickets;
    v_chain uuid;
    v_state record;
  BEGIN
    SELECT * INTO v_router FROM public.routers r
     WHERE r.nas_address = nullif(p_nas, '')::inet
       AND r.archived_at IS NULL AND r.access_method = 'radius';
    IF NOT FOUND THEN
      reason := 'router';
      RETURN NEXT;
      RETURN;
    END IF;

    IF v_mac IS NULL THEN
      NULL;
    ELSIF radius.ticket_hash(p_user) IS NOT NULL THEN
      kind := 'ticket';
      SELECT * INTO v_ticket FROM public.login_tickets t
       WHERE t.ticket_hash = radius.ticket_hash(p_user)
         AND (t.mac_address IS NULL OR t.mac_address = v_mac);
      chain_id := v_ticket.chain_id;
      IF v_ticket.used_at IS NOT NULL OR v_ticket.expires_at <= v_now THEN
        reason := 'expired';
        RETURN NEXT;
        RETURN;
      END IF;
    ELSIF radius.normal_mac(p_user) = v_mac THEN
      kind := 'mac';
      -- Of the chains that the device is attached to: first those that run at this router, the
      -- fastest first. The first one that may be used decides, else the first one.
      FOR v_chain IN
        SELECT d.chain_id
          FROM public.devices d
          JOIN public.entitlements first ON first.id = d.chain_id
          LEFT JOIN LATERAL (
            SELECT e.* FROM public.entitlements e
             WHERE e.chain_id = d.chain_id AND e.revoked_at IS NULL AND e.ends_at > v_now
             ORDER BY e.ends_at LIMIT 1) e ON true
         WHERE d.user_id = v_router.user_id AND d.mac_address = v_mac
         ORDER BY (e.router_id = v_router.id) DESC NULLS LAST, (e.starts_at <= v_now) DESC,
                  e.download_speed_mbps DESC, e.upload_speed_mbps DESC, e.ends_at DESC,
                  (first.router_id = v_router.id) DESC, d.attached_at DESC
      LOOP
        chain_id := coalesce(chain_id, v_chain);
        SELECT * INTO v_state FROM radius.chain_state(v_chain);
        IF v_state.reason IS NULL AND v_state.router_id = v_router.id THEN
          chain_id := v_chain;
          EXIT;
        END IF;
        -- Those that follow do not run either.
        EXIT WHEN v_state.reason IN ('expired', 'revoked');
      END LOOP;
    ELSIF radius.normal_code(p_user) IS NOT NULL THEN
      kind := 'code';
      SELECT e.id INTO chain_id FROM public.entitlements e
       WHERE e.user_id = v_router.user_id AND e.access_code = radius.normal_code(p_user)
         AND e.previous_id IS NULL;
      -- The answer is the same for codes that exist and for those that do not.
      IF radius.is_limited(v_router.id, v_mac)
         AND NOT EXISTS (SELECT FROM public.devices d
                          WHERE d.chain_id = decide.chain_id AND d.mac_address = v_mac) THEN
        reason := 'limited';
        chain_id := NULL;
        RETURN NEXT;
        RETURN;
      END IF;
    END IF;
    IF chain_id IS NULL THEN
      reason := 'unknown';
      RETURN NEXT;
      RETURN;
    END IF;

    SELECT * INTO v_state FROM radius.chain_state(chain_id);
    reason := CASE
      WHEN v_state.router_id <> v_router.id THEN 'router'
      WHEN v_state.reason IS NOT NULL THEN v_state.reason
      WHEN NOT radius.has_room(chain_id, v_mac, v_state.device_limit) THEN 'devices'
    END;
    seconds := v_state.seconds;
    upload := v_state.upload;
    download := v_state.download;
    device_limit := v_state.device_limit;
    octets_left := v_state.octets_left;
    RETURN NEXT;
  END $$;
`;

/** What the RADIUS server asks before it answers. */
const ANSWERS = `
  -- A password may be typed in another letter case than the user name. Only names and passwords that
  -- are codes, tickets or MAC addresses leave this function: FreeRADIUS would expand back-quotes.
  CREATE FUNCTION radius.authorize_check(p_user text, p_password text, p_mac text, p_nas text)
  RETURNS TABLE (id integer, username text, attribute text, value text, op text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT 1, 'x',
           CASE WHEN d.reason IS NULL AND d.kind <> 'mac' THEN 'Cleartext-Password'
                ELSE 'Auth-Type' END,
           CASE WHEN d.reason IS NOT NULL THEN 'Reject'
                WHEN d.kind = 'mac' THEN 'Accept'
                WHEN radius.normal_code(p_password) = radius.normal_code(p_user) THEN p_password
                ELSE p_user END,
           ':='
      FROM radius.decide(p_user, p_mac, p_nas) d
  $$;

  CREATE FUNCTION radius.authorize_reply(p_user text, p_mac text, p_nas text)
  RETURNS TABLE (id integer, username text, attribute text, value text, op text)
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT 1, 'x', a.attribute, a.value, ':='
      FROM radius.decide(p_user, p_mac, p_nas) d,
           LATERAL (
             SELECT 'Reply-Message', d.reason WHERE d.reason IS NOT NULL
             UNION ALL
             SELECT v.attribute, v.value
               FROM (VALUES
                 ('Session-Timeout', least(d.seconds, 2147483647)::text),
                 ('Acct-Interim-Interval',
                   extract(epoch FROM radius.interim_interval())::integer::text),
                 ('Idle-Timeout', '600'),
                 ('Port-Limit', d.device_limit::text),
                 -- Upload first: MikroTik counts from the router's side.
                 ('Mikrotik-Rate-Limit', d.upload || 'M/' || d.download || 'M'),
                 ('Mikrotik-Total-Limit', (d.octets_left % 4294967296)::text),
                 ('Mikrotik-Total-Limit-Gigawords', (d.octets_left / 4294967296)::text),
                 ('Class', replace(d.chain_id || ':' || gen_random_uuid(), '-', ''))
               ) AS v (attribute, value)
              WHERE d.reason IS NULL AND v.value IS NOT NULL
           ) AS a (attribute, value)
  $$;

  -- The shared secret of the router that packets come from; null, and silence, for any other.
  CREATE FUNCTION radius.client_secret(p_nas text) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_nas radius.nas;
  BEGIN
    SELECT n.* INTO v_nas
      FROM public.routers r JOIN radius.nas n ON n.router_id = r.id
     WHERE r.nas_address = nullif(p_nas, '')::inet
       AND r.archived_at IS NULL AND r.access_method = 'radius';
    IF v_nas.first_packet_at IS NULL THEN
      UPDATE radius.nas n SET first_packet_at = now()
       WHERE n.router_id = v_nas.router_id AND n.first_packet_at IS NULL;
    END IF;
    RETURN v_nas.secret;
  END $$;
`;
