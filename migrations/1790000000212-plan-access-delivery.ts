import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What must be done at a router after a change, planned in the transaction of the change. See
 * docs/access.md.
 */
export class PlanAccessDelivery1790000000212 implements MigrationInterface {
  readonly name = 'PlanAccessDelivery1790000000212';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(REQUESTS);
    await queryRunner.query(OF_CHAIN);
    await queryRunner.query(OF_ROUTER);
    await queryRunner.query(`
      REVOKE ALL ON FUNCTION plan_coa_requests, plan_access_delivery, plan_router_delivery
        FROM PUBLIC`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(
      `DROP FUNCTION plan_router_delivery, plan_access_delivery, plan_coa_requests`,
    );
  }
}

const REQUESTS = `
  -- Plans a request for each of these sessions, and the job that sends those of the router. A newer
  -- request replaces the one of the same session; a waiting Disconnect-Request stays one. Rows are
  -- locked in the order of their ids, so that two transactions do not wait for each other.
  CREATE FUNCTION plan_coa_requests(p_router_id integer, p_kind text, p_sessions uuid[])
  RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    INSERT INTO public.coa_requests AS r (session_id, user_id, router_id, kind)
    SELECT s.id, s.user_id, s.router_id, p_kind
      FROM public.accounting_sessions s
     WHERE s.id = ANY (p_sessions)
     ORDER BY s.id
    ON CONFLICT (session_id) DO UPDATE
      SET kind = CASE WHEN r.state = 'waiting' AND r.kind = 'disconnect' THEN r.kind
                      ELSE excluded.kind END,
          state = 'waiting', version = r.version + 1, tries = 0, requested_at = now(),
          next_try_at = now(), answered_at = NULL, error_cause = NULL, finished_at = NULL;
    IF FOUND THEN
      PERFORM graphile_worker.add_job(
        'send_coa_requests', json_build_object('routerId', p_router_id),
        job_key := 'send_coa_requests-' || p_router_id);
    END IF;
  END $$;
`;

const OF_CHAIN = `
  -- Plans what a change of a chain of entitlements makes necessary at its router. The changes are
  -- 'created', 'continued', 'extended', 'revoked', 'device_removed', 'disconnect' and 'cap_changed';
  -- with a MAC address only that device is concerned.
  CREATE FUNCTION plan_access_delivery(p_chain_id uuid, p_change text,
                                       p_mac_address text DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_router_id integer;
    v_method text;
    v_mac text := radius.normal_mac(p_mac_address);
    v_is_end boolean := p_change IN ('revoked', 'device_removed', 'disconnect');
    v_sessions uuid[];
  BEGIN
    IF NOT v_is_end AND p_change NOT IN ('created', 'continued', 'extended', 'cap_changed') THEN
      RAISE EXCEPTION 'unknown change of a chain: %', p_change
        USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF p_mac_address IS NOT NULL AND v_mac IS NULL THEN
      RAISE EXCEPTION 'no MAC address: %', p_mac_address
        USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT r.id, r.access_method INTO v_router_id, v_method
      FROM public.entitlements e JOIN public.routers r ON r.id = e.router_id
     WHERE e.id = p_chain_id;

    IF v_method = 'routeros_api' THEN
      -- Whoever waits for the same key is replaced. A new chain has none, so nobody is looked for.
      PERFORM graphile_worker.add_job(
        'apply_entitlement', json_build_object('chainId', p_chain_id),
        job_key := 'apply_entitlement-' || p_chain_id,
        job_key_mode := CASE p_change WHEN 'created' THEN 'unsafe_dedupe' ELSE 'replace' END);
    END IF;
    -- The session of a new chain is yet to come.
    IF v_method IS DISTINCT FROM 'radius' OR p_change = 'created' THEN
      RETURN;
    END IF;

    IF v_is_end THEN
      -- The router may still have a session that it has not reported for a while.
      SELECT array_agg(s.id) INTO v_sessions
        FROM public.accounting_sessions s
       WHERE s.chain_id = p_chain_id AND (v_mac IS NULL OR s.mac_address = v_mac)
         AND (s.stopped_at IS NULL
              OR s.stop_cause = 'stale' AND s.stopped_at > now() - interval '1 day');
    ELSE
      SELECT array_agg(s.id) INTO v_sessions
        FROM public.accounting_sessions s
       WHERE s.chain_id = p_chain_id AND (v_mac IS NULL OR s.mac_address = v_mac)
         AND s.stopped_at IS NULL;
    END IF;
    IF v_sessions IS NOT NULL THEN
      PERFORM public.plan_coa_requests(
        v_router_id, CASE WHEN v_is_end THEN 'disconnect' ELSE 'coa' END, v_sessions);
    END IF;
  END $$;
`;

const OF_ROUTER = `
  -- Plans what a router needs after it was archived, or after its access method was changed from
  -- another one: the sessions of a router that may not use RADIUS any more end, and the users at a
  -- router that is or was reached by its REST API are compared with its entitlements.
  CREATE FUNCTION plan_router_delivery(p_router_id integer, p_previous_method text DEFAULT NULL)
  RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_router public.routers;
    v_sessions uuid[];
  BEGIN
    SELECT * INTO v_router FROM public.routers r WHERE r.id = p_router_id;
    IF 'routeros_api' IN (v_router.access_method, p_previous_method) THEN
      PERFORM graphile_worker.add_job(
        'apply_router', json_build_object('routerId', p_router_id),
        job_key := 'apply_router-' || p_router_id);
    END IF;
    IF v_router.access_method = 'radius' AND v_router.archived_at IS NULL THEN
      RETURN;
    END IF;
    SELECT array_agg(s.id) INTO v_sessions
      FROM public.accounting_sessions s
     WHERE s.router_id = p_router_id AND s.stopped_at IS NULL;
    IF v_sessions IS NOT NULL THEN
      PERFORM public.plan_coa_requests(p_router_id, 'disconnect', v_sessions);
    END IF;
  END $$;
`;
