import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { CreateRadiusChainFunctions1790000000156 } from './1790000000156-create-radius-chain-functions.js';
import { CreateRadiusLoginFunctions1790000000157 } from './1790000000157-create-radius-login-functions.js';

/**
 * A RADIUS server asks once before it answers a login, and the functions behind it run fewer
 * statements: each costs more than what it reads. What they decide stays as it was.
 */
export class AnswerLoginsInOneCall1790000000306 implements MigrationInterface {
  readonly name = 'AnswerLoginsInOneCall1790000000306';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(NOTATIONS);
    await queryRunner.query(DECIDE);
    await queryRunner.query(AUTHORIZE);
    await queryRunner.query(`DROP FUNCTION radius.authorize_check, radius.authorize_reply`);
    await queryRunner.query(`REVOKE ALL ON ALL FUNCTIONS IN SCHEMA radius FROM PUBLIC`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP FUNCTION radius.authorize`);
    // The functions as they were created first. Others of the same statements have changed since.
    const restoring = {
      query: (text: string) =>
        /FUNCTION radius\.(normal_mac|decide|authorize_check)\b/.test(text)
          ? queryRunner.query(text.replaceAll('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'))
          : Promise.resolve(),
    } as QueryRunner;
    await new CreateRadiusChainFunctions1790000000156().up(restoring);
    await new CreateRadiusLoginFunctions1790000000157().up(restoring);
    await queryRunner.query(`REVOKE ALL ON ALL FUNCTIONS IN SCHEMA radius FROM PUBLIC`);
  }
}

/** Routers send MAC addresses, and customers type codes, nearly always as they are stored. */
const NOTATIONS = `
  -- AA:BB:CC:DD:EE:FF from any usual notation, null for anything else.
  CREATE OR REPLACE FUNCTION radius.normal_mac(p_text text) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
      WHEN p_text ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$' THEN p_text
      WHEN length(p_text) NOT BETWEEN 12 AND 17 THEN NULL
      WHEN p_text ~ '^[0-9A-Fa-f]{2}([:.-]?[0-9A-Fa-f]{2}){5}$'
        OR p_text ~ '^[0-9A-Fa-f]{4}[:.-][0-9A-Fa-f]{4}[:.-][0-9A-Fa-f]{4}$'
        OR p_text ~ '^[0-9A-Fa-f]{6}[:.-][0-9A-Fa-f]{6}$'
      THEN rtrim(regexp_replace(upper(regexp_replace(p_text, '[:.-]', '', 'g')),
                                '(..)', '\\1:', 'g'), ':')
    END
  $$;

  -- An access code in any letter case, with or without dashes; null for anything else.
  CREATE OR REPLACE FUNCTION radius.normal_code(p_text text) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
      WHEN p_text ~ '^[2-9A-HJKMNP-Z]{8}$' THEN p_text
      WHEN p_text ~ '^[A-Za-z0-9-]{8,15}$'
       AND upper(replace(p_text, '-', '')) ~ '^[2-9A-HJKMNP-Z]{8}$'
      THEN upper(replace(p_text, '-', ''))
    END
  $$;
`;

const DECIDE = `
  -- A login is accepted when reason is null. The kind is 'code', 'ticket' or 'mac'.
  CREATE OR REPLACE FUNCTION radius.decide(p_user text, p_mac text, p_nas text)
  RETURNS TABLE (reason text, kind text, chain_id uuid, seconds bigint, upload integer,
                 download integer, device_limit integer, octets_left bigint)
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_now timestamptz(3) := now();
    v_router_id integer;
    v_user_id integer;
    v_mac text := radius.normal_mac(p_mac);
    v_code text := radius.normal_code(p_user);
    v_hash text := radius.ticket_hash(p_user);
    v_ticket public.login_tickets;
    v_chain uuid;
    v_state record;
    v_state_of uuid;
    v_is_attached boolean;
  BEGIN
    SELECT r.id, r.user_id INTO v_router_id, v_user_id FROM public.routers r
     WHERE r.nas_address = nullif(p_nas, '')::inet
       AND r.archived_at IS NULL AND r.access_method = 'radius';
    IF NOT FOUND THEN
      reason := 'router';
      RETURN NEXT;
      RETURN;
    END IF;

    IF v_mac IS NULL THEN
      NULL;
    ELSIF v_code IS NOT NULL THEN
      kind := 'code';
      SELECT e.id INTO chain_id FROM public.entitlements e
       WHERE e.user_id = v_user_id AND e.access_code = v_code AND e.previous_id IS NULL;
    ELSIF v_hash IS NOT NULL THEN
      kind := 'ticket';
      SELECT * INTO v_ticket FROM public.login_tickets t
       WHERE t.ticket_hash = v_hash AND (t.mac_address IS NULL OR t.mac_address = v_mac);
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
         WHERE d.user_id = v_user_id AND d.mac_address = v_mac
         ORDER BY (e.router_id = v_router_id) DESC NULLS LAST, (e.starts_at <= v_now) DESC,
                  e.download_speed_mbps DESC, e.upload_speed_mbps DESC, e.ends_at DESC,
                  (first.router_id = v_router_id) DESC, d.attached_at DESC
      LOOP
        chain_id := coalesce(chain_id, v_chain);
        SELECT * INTO v_state FROM radius.chain_state(v_chain);
        v_state_of := v_chain;
        IF v_state.reason IS NULL AND v_state.router_id = v_router_id THEN
          chain_id := v_chain;
          EXIT;
        END IF;
        -- Those that follow do not run either.
        EXIT WHEN v_state.reason IN ('expired', 'revoked');
      END LOOP;
    END IF;

    v_is_attached := EXISTS (SELECT FROM public.devices d
                              WHERE d.chain_id = decide.chain_id AND d.mac_address = v_mac);
    -- The answer is the same for codes that exist and for those that do not.
    IF kind = 'code' AND NOT v_is_attached AND radius.is_limited(v_router_id, v_mac) THEN
      reason := 'limited';
      chain_id := NULL;
      RETURN NEXT;
      RETURN;
    END IF;
    IF chain_id IS NULL THEN
      reason := 'unknown';
      RETURN NEXT;
      RETURN;
    END IF;

    IF v_state_of IS DISTINCT FROM chain_id THEN
      SELECT * INTO v_state FROM radius.chain_state(chain_id);
    END IF;
    reason := CASE
      WHEN v_state.router_id <> v_router_id THEN 'router'
      WHEN v_state.reason IS NOT NULL THEN v_state.reason
      WHEN NOT v_is_attached AND NOT radius.has_room(chain_id, v_mac, v_state.device_limit)
        THEN 'devices'
    END;
    seconds := v_state.seconds;
    upload := v_state.upload;
    download := v_state.download;
    device_limit := v_state.device_limit;
    octets_left := v_state.octets_left;
    RETURN NEXT;
  END $$;
`;

const AUTHORIZE = `
  -- What the RADIUS server asks before it answers. The first row is how the password is checked, the
  -- others are attributes of the answer. A password may be typed in another letter case than the user
  -- name. Only names and passwords that are codes, tickets or MAC addresses leave this function:
  -- FreeRADIUS would expand back-quotes.
  CREATE FUNCTION radius.authorize(p_user text, p_password text, p_mac text, p_nas text)
  RETURNS TABLE (id integer, username text, attribute text, value text, op text)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_decision record;
  BEGIN
    SELECT * INTO v_decision FROM radius.decide(p_user, p_mac, p_nas);
    RETURN QUERY
      SELECT a.number, 'x', a.attribute, a.value, ':='
        FROM (VALUES
          (1, CASE WHEN v_decision.reason IS NULL AND v_decision.kind <> 'mac'
                   THEN 'Cleartext-Password' ELSE 'Auth-Type' END,
              CASE WHEN v_decision.reason IS NOT NULL THEN 'Reject'
                   WHEN v_decision.kind = 'mac' THEN 'Accept'
                   WHEN radius.normal_code(p_password) = radius.normal_code(p_user)
                     THEN p_password
                   ELSE p_user END),
          (2, 'Reply-Message', v_decision.reason)
        ) AS a (number, attribute, value)
       WHERE a.value IS NOT NULL;
    IF v_decision.reason IS NOT NULL THEN
      RETURN;
    END IF;
    RETURN QUERY
      SELECT a.number, 'x', a.attribute, a.value, ':='
        FROM (VALUES
          (3, 'Session-Timeout', least(v_decision.seconds, 2147483647)::text),
          (4, 'Acct-Interim-Interval',
              extract(epoch FROM radius.interim_interval())::integer::text),
          (5, 'Idle-Timeout', '600'),
          (6, 'Port-Limit', v_decision.device_limit::text),
          -- Upload first: MikroTik counts from the router's side.
          (7, 'Mikrotik-Rate-Limit', v_decision.upload || 'M/' || v_decision.download || 'M'),
          (8, 'Mikrotik-Total-Limit', (v_decision.octets_left % 4294967296)::text),
          (9, 'Mikrotik-Total-Limit-Gigawords', (v_decision.octets_left / 4294967296)::text),
          (10, 'Class', replace(v_decision.chain_id || ':' || gen_random_uuid(), '-', ''))
        ) AS a (number, attribute, value)
       WHERE a.value IS NOT NULL;
  END $$;
`;
