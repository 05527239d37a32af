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

const APPLY_KEY = `'${APPLY_ENTITLEMENT_TASK}-' || :chainId`;

// A job with the same key that waits was planned for a change, and keeps its time.
export const PLAN_APPLY = statement<unknown, { chainId: string; at: Date; waits: number }>(
  'plan_apply_entitlement',
  `
  SELECT (graphile_worker.add_job(
    '${APPLY_ENTITLEMENT_TASK}',
    json_build_object('chainId', :chainId::text, 'waits', :waits::integer),
    run_at := :at, job_key := ${APPLY_KEY}, job_key_mode := 'preserve_run_at')).id`,
);

export const PLAN_APPLY_LATER = statement<
  unknown,
  { chainId: string; waits: number; delayMs: number }
>(
  'plan_apply_entitlement_later',
  `
  SELECT (graphile_worker.add_job(
    '${APPLY_ENTITLEMENT_TASK}',
    json_build_object('chainId', :chainId::text, 'waits', :waits::integer),
    run_at := now() + :delayMs::double precision * interval '1 millisecond',
    job_key := ${APPLY_KEY}, job_key_mode := 'preserve_run_at')).id`,
);

export const PLAN_APPLY_ROUTER = statement<
  unknown,
  { routerId: number; tries: number; delayMs: number }
>(
  'plan_apply_router',
  `
  SELECT (graphile_worker.add_job(
    '${APPLY_ROUTER_TASK}',
    json_build_object('routerId', :routerId::integer, 'tries', :tries::integer),
    run_at := now() + :delayMs::double precision * interval '1 millisecond',
    job_key := '${APPLY_ROUTER_TASK}-' || :routerId, job_key_mode := 'preserve_run_at')).id`,
);

// One that comes soon enough is left, else a shop that sells all the time would never be observed.
export const PLAN_OBSERVE_ROUTER = statement<unknown, { routerId: number; delayMs: number }>(
  'plan_observe_router',
  `
  SELECT (graphile_worker.add_job(
    '${OBSERVE_ROUTER_TASK}', json_build_object('routerId', :routerId::integer),
    run_at := now() + :delayMs::double precision * interval '1 millisecond',
    job_key := '${OBSERVE_ROUTER_TASK}-' || :routerId)).id
   WHERE NOT EXISTS (
           SELECT FROM graphile_worker.jobs j
            WHERE j.key = '${OBSERVE_ROUTER_TASK}-' || :routerId AND j.locked_at IS NULL
              AND j.run_at <= now() + :delayMs::double precision * interval '1 millisecond')`,
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
