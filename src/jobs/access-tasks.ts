import { Injectable } from '@nestjs/common';
import { type TaskList } from 'graphile-worker';
import { AccessCountsService } from '../access/counts/access-counts.service.js';
import {
  SEND_COA_REQUESTS_TASK,
  type SendCoaRequestsPayload,
} from '../access/delivery/coa-requests.repository.js';
import { CoaSender } from '../access/delivery/coa-sender.js';
import { EntitlementsService } from '../access/entitlements.service.js';
import { ApplyEntitlementService } from '../access/routeros/apply-entitlement.service.js';
import { ApplyRouterService } from '../access/routeros/apply-router.service.js';
import {
  APPLY_ENTITLEMENT_TASK,
  APPLY_ROUTER_TASK,
  type ApplyEntitlementPayload,
  OBSERVE_ROUTER_TASK,
  type RouterPayload,
} from '../access/routeros/router-jobs.js';
import { StaleSessions } from '../access/sessions/stale-sessions.js';
import { type ScheduledTask } from './scheduled-task.js';

/** The tasks about the access of customers at routers. */
@Injectable()
export class AccessTasks {
  /** Those that run on a schedule. */
  readonly scheduled: readonly ScheduledTask[];

  constructor(
    private readonly requests: CoaSender,
    private readonly chains: ApplyEntitlementService,
    private readonly routers: ApplyRouterService,
    entitlements: EntitlementsService,
    sessions: StaleSessions,
    counts: AccessCountsService,
  ) {
    this.scheduled = [
      {
        identifier: 'create_missing_entitlements',
        match: '*/5 * * * *',
        run: () => entitlements.sweep(),
      },
      { identifier: 'close_stale_sessions', match: '* * * * *', run: () => sessions.close() },
      {
        identifier: 'wake_overlooked_coa_requests',
        match: '* * * * *',
        run: () => requests.wakeOverlooked(),
      },
      { identifier: 'count_access', match: '* * * * *', run: () => counts.count() },
      { identifier: 'apply_routers', match: '*/5 * * * *', run: () => routers.planAll() },
    ];
  }

  /** The tasks by identifier. */
  list(): TaskList {
    return {
      [SEND_COA_REQUESTS_TASK]: (payload) => this.requests.send(payload as SendCoaRequestsPayload),
      [APPLY_ENTITLEMENT_TASK]: (payload) => this.chains.apply(payload as ApplyEntitlementPayload),
      [APPLY_ROUTER_TASK]: (payload) => this.routers.apply(payload as RouterPayload),
      [OBSERVE_ROUTER_TASK]: (payload) => this.routers.observe(payload as RouterPayload),
    };
  }
}
