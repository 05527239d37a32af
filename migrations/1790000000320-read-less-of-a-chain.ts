import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { KeepWhatRevokedAccessHasUsed1790000000310 } from './1790000000310-keep-what-revoked-access-has-used.js';

/**
 * The state of a chain is read by one statement instead of three, which does not read what is over.
 * What it says stays as it was.
 */
export class ReadLessOfAChain1790000000320 implements MigrationInterface {
  readonly name = 'ReadLessOfAChain1790000000320';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(CHAIN_STATE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    // The function as it was before; its column stays.
    const restoring = {
      query: (text: string) =>
        text.includes('CREATE OR REPLACE FUNCTION') ? queryRunner.query(text) : Promise.resolve(),
    } as QueryRunner;
    await new KeepWhatRevokedAccessHasUsed1790000000310().up(restoring);
  }
}

const CHAIN_STATE = `
  CREATE OR REPLACE FUNCTION radius.chain_state(p_chain uuid)
  RETURNS TABLE (reason text, router_id integer, seconds bigint, upload integer,
                 download integer, device_limit integer, octets_left bigint)
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    -- Stored times are rounded to milliseconds, and so is the time that they are compared with.
    v_now timestamptz(3) := now();
    v_current record;
    v_cap bigint;
    v_used bigint;
  BEGIN
    -- The one that runs, else the next one, with the end of the last one; else a voucher that was
    -- not used yet.
    SELECT e.router_id, e.starts_at, e.upload_speed_mbps, e.download_speed_mbps, e.device_limit,
           e.data_cap_mb, e.duration_minutes,
           (SELECT l.ends_at FROM public.entitlements l
             WHERE l.chain_id = p_chain AND l.revoked_at IS NULL AND l.ends_at >= e.ends_at
             ORDER BY l.ends_at DESC LIMIT 1) AS ends_at
      INTO v_current
      FROM public.entitlements e
     WHERE e.chain_id = p_chain AND e.revoked_at IS NULL AND e.ends_at > v_now
     ORDER BY e.ends_at LIMIT 1;
    IF NOT FOUND THEN
      SELECT e.router_id, e.starts_at, e.upload_speed_mbps, e.download_speed_mbps, e.device_limit,
             e.data_cap_mb, e.duration_minutes, e.ends_at
        INTO v_current
        FROM public.entitlements e
       WHERE e.chain_id = p_chain AND e.revoked_at IS NULL AND e.ends_at IS NULL LIMIT 1;
    END IF;
    IF NOT FOUND THEN
      SELECT e.router_id, CASE WHEN e.revoked_at IS NULL THEN 'expired' ELSE 'revoked' END
        INTO router_id, reason
        FROM public.entitlements e
       WHERE e.chain_id = p_chain ORDER BY e.ends_at DESC NULLS FIRST LIMIT 1;
      RETURN NEXT;
      RETURN;
    END IF;
    router_id := v_current.router_id;
    IF v_current.starts_at > v_now THEN
      reason := 'not_started';
      RETURN NEXT;
      RETURN;
    END IF;

    upload := v_current.upload_speed_mbps;
    download := v_current.download_speed_mbps;
    device_limit := v_current.device_limit;
    seconds := CASE WHEN v_current.ends_at IS NULL THEN v_current.duration_minutes * 60::bigint
                    ELSE greatest(1, ceil(extract(epoch FROM v_current.ends_at - v_now))) END;
    IF v_current.data_cap_mb IS NOT NULL THEN
      -- What was used in the time of one that was revoked is not counted against the others.
      SELECT (coalesce(sum(e.data_cap_mb) FILTER (WHERE e.revoked_at IS NULL), 0) * 1000000
              + coalesce(sum(e.octets_revoked), 0))::bigint
        INTO v_cap FROM public.entitlements e WHERE e.chain_id = p_chain;
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
