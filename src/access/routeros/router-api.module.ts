import { Module } from '@nestjs/common';
import { AccessDelivery } from '../delivery/access-delivery.js';
import { ApplyEntitlementService } from './apply-entitlement.service.js';
import { ApplyRouterService } from './apply-router.service.js';
import { HotspotHosts } from './hotspot-hosts.js';
import { ReachRouter } from './reach-router.js';
import { RouterAccessRepository } from './router-access.repository.js';
import { RouterOutages } from './router-outages.js';
import { RouterOutagesRepository } from './router-outages.repository.js';
import { RouterSlots } from '../router-slots.js';
import { RouterTickets } from './router-tickets.js';

/** Jobs that call routers by their REST API. */
const SLOTS = { ofRouter: 2, ofOperator: 12, inAll: 40 };

/** Access at routers with `routeros_api`. */
@Module({
  providers: [
    AccessDelivery,
    HotspotHosts,
    ApplyEntitlementService,
    ApplyRouterService,
    ReachRouter,
    RouterAccessRepository,
    RouterOutages,
    RouterOutagesRepository,
    { provide: RouterSlots, useFactory: () => new RouterSlots(SLOTS) },
    RouterTickets,
  ],
  exports: [HotspotHosts, ApplyEntitlementService, ApplyRouterService, RouterTickets],
})
export class RouterApiModule {}
