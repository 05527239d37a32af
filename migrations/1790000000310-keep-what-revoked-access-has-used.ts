import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What was used in the time of an entitlement, noted when it is revoked. Without it, the data that the
 * customer of a revoked entitlement has used was taken from the next one of the chain.
 */
export class KeepWhatRevokedAccessHasUsed1790000000310 implements MigrationInterface {
  readonly name = 'KeepWhatRevokedAccessHasUsed1790000000310';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`ALTER TABLE entitlements ADD COLUMN octets_revoked bigint`);
    await queryRunner.query(chainState(WITHOUT_REVOKED));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(chainState(BEFORE));
    await queryRunner.query(`ALTER TABLE entitlements DROP COLUMN octets_revoked`);
  }
}

const WITHOUT_REVOKED = `      -- What was used in the time of one that was revoked is not counted against the others.
      SELECT (coalesce(sum(e.data_cap_mb) FILTER (WHERE e.revoked_at IS NULL), 0) * 1000000
              + coalesce(sum(e.octets_revoked), 0))::bigint
        INTO v_cap FROM public.entitlements e WHERE e.chain_id = p_chain;
`;

const BEFORE = `      SELECT sum(e.data_cap_mb)::bigint * 1000000 INTO v_cap FROM public.entitlements e
       WHERE e.chain_id = p_chain AND e.revoked_at IS NULL;
`;

const chainState = (cap: string): string => `
  CREATE OR REPLACE FUNCTION radius.chain_state(p_chain uuid)
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
${cap}      SELECT coalesce(sum(s.octets_up + s.octets_down), 0) INTO v_used
        FROM public.accounting_sessions s WHERE s.chain_id = p_chain;
      octets_left := v_cap - v_used;
      IF octets_left <= 0 THEN
        reason := 'cap';
      END IF;
    END IF;
    RETURN NEXT;
  END $$;
`;
