import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RouterSubscribers } from '../../routers/router-subscribers.js';
import { AccessDelivery } from '../delivery/access-delivery.js';
import { NasRepository } from './nas.repository.js';

/**
 * Follows the access methods of routers, in the transaction of each change: a router that uses RADIUS
 * has a shared secret, and after a change the access that customers have is applied or removed.
 */
@Injectable()
export class RouterAccessService implements OnModuleInit {
  constructor(
    private readonly subscribers: RouterSubscribers,
    private readonly nas: NasRepository,
    private readonly delivery: AccessDelivery,
  ) {}

  onModuleInit(): void {
    this.subscribers.register(async (tx, { routerId, before, after }) => {
      if (after === 'radius') await this.nas.add(tx, routerId);
      if (before !== null) await this.delivery.planRouter(tx, routerId, before);
    });
  }
}
