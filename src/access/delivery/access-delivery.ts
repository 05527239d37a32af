import { Injectable } from '@nestjs/common';
import { type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { type AccessMethod } from '../../routers/router.entity.js';

/** The changes of a chain of entitlements that its router may have to be told of. */
export type AccessChange =
  | 'created'
  | 'continued'
  | 'extended'
  | 'revoked'
  | 'device_removed'
  | 'disconnect'
  | 'cap_changed';

/** A change of a chain. */
export interface ChainChange {
  readonly chainId: string;
  readonly change: AccessChange;
  /** The only device that it concerns; without it, all devices of the chain. */
  readonly macAddress?: string;
}

const PLAN = statement<unknown, { chainId: string; change: string; macAddress: string | null }>(
  'plan_access_delivery',
  `SELECT plan_access_delivery(:chainId, :change, :macAddress)`,
);

const PLAN_ROUTER = statement<unknown, { routerId: number; previousMethod: string | null }>(
  'plan_router_delivery',
  `SELECT plan_router_delivery(:routerId, :previousMethod)`,
);

/**
 * Plans what must be done at a router after a change, in the transaction of the change: requests for
 * the sessions of a router that uses RADIUS, a job for one that is reached by its REST API, and
 * nothing for one that a system of the operator looks after.
 */
@Injectable()
export class AccessDelivery {
  /** Call it after the change was written, with the chain locked. */
  async plan(tx: Sql, { chainId, change, macAddress }: ChainChange): Promise<void> {
    await tx.query(PLAN({ chainId, change, macAddress: macAddress ?? null }));
  }

  /**
   * Call it after a router was archived, or after its access method was changed.
   *
   * @param previousMethod the access method before the change; not needed for an archived router
   */
  async planRouter(tx: Sql, routerId: number, previousMethod?: AccessMethod): Promise<void> {
    await tx.query(PLAN_ROUTER({ routerId, previousMethod: previousMethod ?? null }));
  }
}
