import { statement } from '../../database/statement.js';

/** Writes what one chain of entitlements may use to its router. */
export const APPLY_ENTITLEMENT_TASK = 'apply_entitlement';
/** Compares a router with all its entitlements. */
export const APPLY_ROUTER_TASK = 'apply_router';
/** Reads the sessions of a router. */
export const OBSERVE_ROUTER_TASK = 'observe_router';

/** The payload of {@link APPLY_ENTITLEMENT_TASK}. */
export interface ApplyEntitlementPayload {
  readonly chainId: string;
  /** How often it has found its router busy. */
  readonly waits?: number;
}

/** The payload of the tasks for a whole router. */
export interface RouterPayload {
  readonly routerId: number;
  /** How often a router that is not used any more could not be cleared. */
  readonly tries?: number;
}

/** SQL of a time in `:delayMs`. */
const IN_DELAY = `now() + :delayMs::double precision * interval '1 millisecond'`;

/**
 * SQL that plans a job unless one with its key comes as early. A later one is replaced: every change
 * of a chain plans its job for now, and none may put that off.
 */
const planEarliest = (task: string, id: string, payload: string, runAt: string): string => `
  SELECT (graphile_worker.add_job(
    '${task}', ${payload}, run_at := ${runAt}, job_key := '${task}-' || ${id})).id
   WHERE NOT EXISTS (
           SELECT FROM graphile_worker.jobs j
            WHERE j.key = '${task}-' || ${id} AND j.locked_at IS NULL AND j.run_at <= ${runAt}
              AND j.attempts < j.max_attempts)`;

const CHAIN_PAYLOAD = `json_build_object('chainId', :chainId::text, 'waits', :waits::integer)`;
const ROUTER_PAYLOAD = `json_build_object('routerId', :routerId::integer, 'tries', :tries::integer)`;

export const PLAN_APPLY = statement<unknown, { chainId: string; at: Date; waits: number }>(
  'plan_apply_entitlement',
  planEarliest(APPLY_ENTITLEMENT_TASK, ':chainId::text', CHAIN_PAYLOAD, ':at::timestamptz'),
);

export const PLAN_APPLY_LATER = statement<
  unknown,
  { chainId: string; waits: number; delayMs: number }
>(
  'plan_apply_entitlement_later',
  planEarliest(APPLY_ENTITLEMENT_TASK, ':chainId::text', CHAIN_PAYLOAD, IN_DELAY),
);

export const PLAN_APPLY_ROUTER = statement<
  unknown,
  { routerId: number; tries: number; delayMs: number }
>(
  'plan_apply_router',
  planEarliest(APPLY_ROUTER_TASK, ':routerId::integer', ROUTER_PAYLOAD, IN_DELAY),
);

export const PLAN_OBSERVE_ROUTER = statement<
  unknown,
  { routerId: number; tries: number; delayMs: number }
>(
  'plan_observe_router',
  planEarliest(OBSERVE_ROUTER_TASK, ':routerId::integer', ROUTER_PAYLOAD, IN_DELAY),
);

/** The time over which the comparisons of all routers are spread, in seconds. */
const SPREAD_SECONDS = 200;

// Routers whose entitlements ended more than a day ago have nothing left that is ours.
export const PLAN_ALL_ROUTERS = statement<{ routerId: number }, { spread: boolean }>(
  'plan_apply_routers',
  `
  SELECT r.id AS "routerId",
         (graphile_worker.add_job(
           '${APPLY_ROUTER_TASK}', json_build_object('routerId', r.id),
           run_at := now() + CASE WHEN :spread THEN random() * ${SPREAD_SECONDS} ELSE 0 END
                             * interval '1 second',
           job_key := '${APPLY_ROUTER_TASK}-' || r.id, job_key_mode := 'preserve_run_at')).id
    FROM routers r
   WHERE r.access_method = 'routeros_api' AND r.archived_at IS NULL
     AND (r.unreachable_since IS NOT NULL
          OR EXISTS (SELECT FROM entitlements e
                      WHERE e.user_id = r.user_id AND e.router_id = r.id
                        AND e.revoked_at IS NULL AND e.ends_at > now() - interval '1 day'))`,
);
