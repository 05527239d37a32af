import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * A login, and an operator who removes a device, lock tickets before the chain. The report of a router
 * has locked the chain already, so it leaves alone a ticket that they are using up.
 */
export class LeaveTicketsThatAreBeingUsed1790000000260 implements MigrationInterface {
  readonly name = 'LeaveTicketsThatAreBeingUsed1790000000260';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(recordRouterLogin(USE_UP_UNLESS_LOCKED));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`SET LOCAL lock_timeout = '5s'`);
    await queryRunner.query(recordRouterLogin(USE_UP));
  }
}

const USE_UP = `
    UPDATE public.login_tickets t SET used_at = p_started
     WHERE t.ticket_hash = radius.ticket_hash(p_username) AND t.used_at IS NULL;`;

const USE_UP_UNLESS_LOCKED = `
    UPDATE public.login_tickets t SET used_at = p_started
     WHERE t.ticket_hash = (
             SELECT free.ticket_hash FROM public.login_tickets free
              WHERE free.ticket_hash = radius.ticket_hash(p_username) AND free.used_at IS NULL
                FOR NO KEY UPDATE SKIP LOCKED);`;

const recordRouterLogin = (useUpTicket: string): string => `
  -- What the first report of a session changes: the device is attached, the entitlement that runs was
  -- used, a ticket is used up, and the login is recorded. False when the chain has no room for it.
  CREATE OR REPLACE FUNCTION record_router_login(
    p_router public.routers, p_chain uuid, p_username text, p_mac text, p_started timestamptz)
  RETURNS boolean
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
       AND e.starts_at <= now()::timestamptz(3) AND e.ends_at > now();${useUpTicket}
    INSERT INTO public.login_attempts
      (user_id, router_id, chain_id, mac_address, username, outcome)
    VALUES (p_router.user_id, p_router.id, p_chain, p_mac,
            CASE WHEN radius.ticket_hash(p_username) IS NULL THEN p_username ELSE 'ticket' END,
            'accept');
    RETURN true;
  END $$;
`;
