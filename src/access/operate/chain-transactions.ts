import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { type BodyOf } from '../../common/openapi/response.js';
import { Database, type Sql } from '../../database/database.js';
import { KeyBinding } from '../../idempotency/key-binding.js';
import { accessErrors } from '../access-errors.js';
import { AccessDelivery, type AccessChange } from '../delivery/access-delivery.js';
import { EntitlementResponse } from '../read/entitlement.response.js';
import { ReadEntitlementsRepository } from '../read/read-entitlements.repository.js';
import { type LockedChain, OperateRepository } from './operate.repository.js';

/** An entitlement as the API answers it. */
export type EntitlementBody = BodyOf<typeof EntitlementResponse>;

/** What a change makes necessary at the router. */
export interface Necessary {
  readonly change: AccessChange;
  /** The only device that it concerns. */
  readonly macAddress?: string;
}

/** Changes a locked chain. Returns what is necessary at the router; null for nothing. */
export type ChangesChain = (tx: Sql, chain: LockedChain) => Promise<Necessary | null>;

/**
 * Runs a change of an operator in one transaction with its history, with what it makes necessary at
 * the router, and with its answer, so that a repeated request changes nothing a second time.
 */
@Injectable()
export class ChainTransactions {
  constructor(
    private readonly database: Database,
    private readonly chains: OperateRepository,
    private readonly entitlements: ReadEntitlementsRepository,
    private readonly delivery: AccessDelivery,
    private readonly keys: KeyBinding,
    private readonly clock: Clock,
  ) {}

  /**
   * Changes the chain of an operator's entitlement under its lock.
   *
   * @param work returns what is necessary at the router; null for nothing
   * @throws ApiError 404, and what `work` throws
   */
  change(userId: number, id: string, work: ChangesChain): Promise<EntitlementBody> {
    return this.database.transaction(async (tx) => {
      await this.changeWithin(tx, userId, id, work);
      return this.answer(tx, { userId, id, status: 200 });
    });
  }

  /**
   * Changes the chain of an operator's entitlement in a transaction that answers for more than that.
   * It must have locked nothing of access before.
   *
   * @throws ApiError 404, and what `work` throws
   */
  async changeWithin(tx: Sql, userId: number, id: string, work: ChangesChain): Promise<void> {
    const chain = await this.chains.lockChain(tx, userId, id);
    if (!chain) throw accessErrors.entitlementNotFound();
    const necessary = await work(tx, chain);
    if (necessary) await this.delivery.plan(tx, { chainId: chain.chainId, ...necessary });
  }

  /**
   * Writes a new chain of one entitlement.
   *
   * @param work writes the entitlement and returns its id
   */
  create(userId: number, work: (tx: Sql) => Promise<string>): Promise<EntitlementBody> {
    return this.database.transaction(async (tx) => {
      const id = await work(tx);
      await this.delivery.plan(tx, { chainId: id, change: 'created' });
      return this.answer(tx, { userId, id, status: 201 });
    });
  }

  private async answer(
    tx: Sql,
    { userId, id, status }: { userId: number; id: string; status: number },
  ): Promise<EntitlementBody> {
    const record = await this.entitlements.find(tx, userId, id);
    if (!record) throw accessErrors.entitlementNotFound();
    const body = EntitlementResponse.of({ record, now: this.clock.now() });
    await this.keys.complete(tx, { status, body }, ['code']);
    return body;
  }
}
