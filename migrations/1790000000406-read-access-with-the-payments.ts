import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { ReadAccessOfPayments1790000000192 } from './1790000000192-read-access-of-payments.js';

/**
 * A function with the facts of `payment_access` that PostgreSQL inlines into the statement that calls it.
 * `payment_access` starts a statement of its own for each payment, which takes longer than to read the
 * facts. It stays for statements whose plan is not kept, and for servers of the version before.
 * docs/performance.md has the figures.
 */
export class ReadAccessWithThePayments1790000000406 implements MigrationInterface {
  readonly name = 'ReadAccessWithThePayments1790000000406';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(ACCESS_FACTS);
    await queryRunner.query(PAYMENT_ACCESS_BY_FACTS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(`DROP FUNCTION payment_access`);
    await queryRunner.query(`DROP FUNCTION access_facts`);
    await new ReadAccessOfPayments1790000000192().up(queryRunner);
  }
}

// PostgreSQL parses the body here, so no search path can change what it means, and none has to be set.
// It inlines no function that sets one.
const ACCESS_FACTS = `
  -- The facts of the access that a completed payment has bought, for src/access/domain, in one row.
  -- Without a payment it gives none and reads nothing, so that statements can leave out payments that
  -- are not completed. The claim is the one of the payment that began the chain.
  CREATE FUNCTION access_facts(p_payment uuid, p_router integer) RETURNS SETOF json
  LANGUAGE sql STABLE ROWS 1
  BEGIN ATOMIC
    SELECT json_build_object(
             'now', clock_timestamp(),
             'accessMethod', r.access_method,
             'isRouterArchived', r.archived_at IS NOT NULL,
             'routerUnreachable', r.unreachable_since IS NOT NULL,
             'entitlement', CASE WHEN e.id IS NOT NULL THEN json_build_object(
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
                   FROM public.payments p
                  WHERE p.id = CASE WHEN e.id = e.chain_id THEN e.payment_id ELSE (
                    SELECT first.payment_id FROM public.entitlements first
                     WHERE first.id = e.chain_id) END),
               'onlineSince', (
                 SELECT min(s.started_at) FROM public.accounting_sessions s
                  WHERE s.chain_id = e.chain_id AND s.stopped_at IS NULL),
               'devices', (
                 SELECT coalesce(json_agg(json_build_object(
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
     WHERE p_payment IS NOT NULL AND r.id = p_router;
  END;
`;

const PAYMENT_ACCESS_BY_FACTS = `
  -- The same facts, for statements whose plan is not kept: that of the one in here is kept.
  CREATE OR REPLACE FUNCTION payment_access(p_payment uuid, p_router integer) RETURNS jsonb
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    RETURN (SELECT facts::jsonb FROM public.access_facts(p_payment, p_router) AS facts);
  END $$;
`;
