import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller.js';
import { SecurityLog } from '../../auth/security-log.js';
import { type Sql } from '../../database/database.js';
import { accessErrors } from '../access-errors.js';
import { type ChainLink, extendLink, revokeLink } from '../domain/chain.js';
import {
  type ChangesChain,
  ChainTransactions,
  type EntitlementBody,
} from './chain-transactions.js';
import { type ChangedBy, type LockedLink, OperateRepository } from './operate.repository.js';

/** Lets operators extend and revoke entitlements. The rules decide under the lock of the chain. */
@Injectable()
export class ChangeAccessService {
  constructor(
    private readonly transactions: ChainTransactions,
    private readonly chains: OperateRepository,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Moves the end of an entitlement back, and the later ones of its chain with it.
   *
   * @throws ApiError 404, and 409 when it is over or has not started
   */
  async extend(
    { userId, username }: Caller,
    id: string,
    minutes: number,
    reason: string,
  ): Promise<EntitlementBody> {
    const by = { operator: username, reason };
    const extending = this.extending(id, minutes, by);
    const body = await this.transactions.change(userId, id, async (tx, chain) => {
      const necessary = await extending(tx, chain);
      await this.log.record(tx, 'access_extended', { userId, entitlementId: id });
      return necessary;
    });
    this.log.write('access_extended', { userId, entitlementId: id });
    return body;
  }

  /**
   * The same in a transaction of the caller, who writes the security log.
   *
   * @throws ApiError 404, and 409 when it is over or has not started
   */
  async extendWithin(
    tx: Sql,
    { userId, username }: Pick<Caller, 'userId' | 'username'>,
    id: string,
    minutes: number,
    reason: string,
  ): Promise<void> {
    const by = { operator: username, reason };
    await this.transactions.changeWithin(tx, userId, id, this.extending(id, minutes, by));
  }

  /**
   * Revokes an entitlement. The later ones of its chain start earlier, so that no gap is left.
   *
   * @throws ApiError 404, and 409 when it is over
   */
  async revoke(
    { userId, username }: Pick<Caller, 'userId' | 'username'>,
    id: string,
    reason: string,
  ): Promise<EntitlementBody> {
    const body = await this.transactions.change(userId, id, async (tx, { links, now }) => {
      const isUnused = links.some((link) => link.id === id && !isChainLink(link));
      const moved = isUnused ? [] : revokeLink(links.filter(isChainLink), id, now);
      if (!moved) throw accessErrors.ended();
      await this.chains.revoke(tx, id, now, moved, { operator: username, reason });
      await this.log.record(tx, 'access_revoked', { userId, entitlementId: id });
      const left = links
        .filter((link) => link.id !== id)
        .map((link) => moved.find((each) => each.id === link.id) ?? link);
      const runsOn = left.some(({ startsAt }) => startsAt !== null && startsAt <= now);
      // The session of a chain that runs on gets its new end; any other one ends.
      return { change: runsOn ? 'extended' : 'revoked' };
    });
    this.log.write('access_revoked', { userId, entitlementId: id });
    return body;
  }

  private extending(id: string, minutes: number, by: ChangedBy): ChangesChain {
    return async (tx, { links, now }) => {
      if (links.some((link) => link.id === id && !isChainLink(link))) {
        throw accessErrors.notStarted();
      }
      const changed = extendLink(links.filter(isChainLink), id, minutes, now);
      if (!changed) throw accessErrors.ended();
      await this.chains.extend(tx, id, minutes, changed, by);
      return { change: 'extended' };
    };
  }
}

/** A voucher that was not used yet has no period. */
const isChainLink = (link: LockedLink): link is LockedLink & ChainLink =>
  link.startsAt !== null && link.endsAt !== null;
