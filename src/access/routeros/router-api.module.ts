import { Module } from '@nestjs/common';
import { AccessDelivery } from '../delivery/access-delivery.js';
import { ApplyEntitlementService } from './apply-entitlement.service.js';
import { ApplyRouterService } from './apply-router.service.js';
import { ReachRouter } from './reach-router.js';
import { RouterAccessRepository } from './router-access.repository.js';
import { RouterOutages } from './router-outages.js';
import { RouterOutagesRepository } from './router-outages.repository.js';
import { RouterSlots } from './router-slots.js';
import { RouterTickets } from './router-tickets.js';

/** Access at routers with `routeros_api`. */
@Module({
  providers: [
    AccessDelivery,
    ApplyEntitlementService,
    ApplyRouterService,
    ReachRouter,
    RouterAccessRepository,
    RouterOutages,
    RouterOutagesRepository,
    RouterSlots,
    RouterTickets,
  ],
  exports: [ApplyEntitlementService, ApplyRouterService, RouterTickets],
})
export class RouterApiModule {}
