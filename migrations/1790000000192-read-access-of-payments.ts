import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What the access block of a payment is computed from. See docs/access.md. */
export class ReadAccessOfPayments1790000000192 implements MigrationInterface {
  readonly name = 'ReadAccessOfPayments1790000000192';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(PAYMENT_ACCESS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP FUNCTION payment_access`);
  }
}

const PAYMENT_ACCESS = `
  -- The facts of the access that a completed payment has bought, for src/access/domain. Statements of
  -- payments call it, so that they need no further round trip. The claim is the one of the payment
  -- that began the chain.
  CREATE FUNCTION payment_access(p_payment uuid, p_router integer) RETURNS jsonb
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    RETURN (
      SELECT jsonb_build_object(
               'now', clock_timestamp(),
               'accessMethod', r.access_method,
               'isRouterArchived', r.archived_at IS NOT NULL,
               'routerUnreachable', r.unreachable_since IS NOT NULL,
               'entitlement', CASE WHEN e.id IS NOT NULL THEN jsonb_build_object(
                 'startsAt', e.starts_at,
                 'endsAt', e.ends_at,
                 'revokedAt', e.revoked_at,
                 'isCapUsedUp', e.data_cap_mb IS NOT NULL AND (
                   SELECT coalesce(sum(s.octets_up + s.octets_down), 0)
                     FROM public.accounting_sessions s WHERE s.chain_id = e.chain_id)
                   >= (SELECT sum(c.data_cap_mb)::bigint * 1000000 FROM public.entitlements c
                        WHERE c.chain_id = e.chain_id AND c.revoked_at IS NULL),
                 'code', e.access_code,
                 'claimHash', (
                   SELECT p.access_claim_hash
                     FROM public.entitlements first
                     JOIN public.payments p ON p.id = first.payment_id
                    WHERE first.id = e.chain_id),
                 'onlineSince', (
                   SELECT min(s.started_at) FROM public.accounting_sessions s
                    WHERE s.chain_id = e.chain_id AND s.stopped_at IS NULL),
                 'devices', (
                   SELECT coalesce(jsonb_agg(jsonb_build_object(
                            'macAddress', d.mac_address,
                            'firstSeen', d.first_seen,
                            'lastSeen', greatest(d.last_seen, s.updated_at),
                            'isOnline', s.updated_at IS NOT NULL)
                            ORDER BY d.attached_at, d.mac_address), '[]')
                     FROM public.devices d
                     LEFT JOIN LATERAL (
                       SELECT max(a.updated_at) AS updated_at
                         FROM public.accounting_sessions a
                        WHERE a.router_id = e.router_id AND a.mac_address = d.mac_address
                          AND a.chain_id = e.chain_id AND a.stopped_at IS NULL) s ON true
                    WHERE d.chain_id = e.chain_id)
               ) END)
        FROM public.routers r LEFT JOIN public.entitlements e ON e.payment_id = p_payment
       WHERE r.id = p_router);
  END $$;
`;
