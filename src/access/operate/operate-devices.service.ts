import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller.js';
import { type SecurityDetails, type SecurityEvent } from '../../auth/security-events.js';
import { SecurityLog } from '../../auth/security-log.js';
import { accessErrors } from '../access-errors.js';
import { ChainTransactions, type EntitlementBody } from './chain-transactions.js';
import { type LockedChain, OperateRepository } from './operate.repository.js';

/** Lets operators attach, remove and disconnect the devices of a chain. */
@Injectable()
export class OperateDevicesService {
  constructor(
    private readonly transactions: ChainTransactions,
    private readonly chains: OperateRepository,
    private readonly log: SecurityLog,
  ) {}

  /**
   * Attaches a device. When the chain is full, it replaces the one that has been idle longest.
   *
   * @throws ApiError 404, and 409 when the access is over or no device may be replaced
   */
  attach({ userId }: Caller, id: string, macAddress: string): Promise<EntitlementBody> {
    const details = { userId, entitlementId: id, macAddress };
    return this.change('device_attached', details, async (tx, chain) => {
      if (isOver(chain)) throw accessErrors.ended();
      if (!(await this.chains.attachDevice(tx, chain.chainId, macAddress))) {
        throw accessErrors.deviceLimit();
      }
      return null;
    });
  }

  /**
   * Removes a device, with its login tickets and its sessions. It may log in again with the code
   * while there is room for it.
   *
   * @throws ApiError 404, and 409 when the access is over
   */
  remove({ userId, username }: Caller, id: string, macAddress: string): Promise<EntitlementBody> {
    const details = { userId, entitlementId: id, macAddress };
    return this.change('device_removed', details, async (tx, chain) => {
      if (isOver(chain)) throw accessErrors.ended();
      const device = { chainId: chain.chainId, macAddress, operator: username };
      if (!(await this.chains.removeDevice(tx, device))) throw accessErrors.deviceNotFound();
      return { change: 'device_removed', macAddress };
    });
  }

  /**
   * Asks the router to end the sessions of the chain. Its devices may log in again.
   *
   * @param macAddress the only device that is meant
   * @throws ApiError 404, and 409 when the access is over and nobody is online with it
   */
  disconnect(
    { userId, username }: Caller,
    id: string,
    macAddress?: string,
  ): Promise<EntitlementBody> {
    const device = macAddress === undefined ? {} : { macAddress };
    const details = { userId, entitlementId: id, ...device };
    return this.change('access_disconnected', details, async (tx, chain) => {
      const { chainId } = chain;
      // A router that did not answer at the end may still have the session.
      if (isOver(chain) && !(await this.chains.isOnline(tx, chainId))) throw accessErrors.ended();
      await this.chains.noteDisconnect(tx, chainId, username, macAddress ?? null);
      return { change: 'disconnect', ...device };
    });
  }

  /** Changes the chain, with the row of the security log in the same transaction. */
  private async change(
    event: SecurityEvent,
    details: SecurityDetails & { readonly userId: number; readonly entitlementId: string },
    work: Parameters<ChainTransactions['change']>[2],
  ): Promise<EntitlementBody> {
    const { userId, entitlementId } = details;
    const body = await this.transactions.change(userId, entitlementId, async (tx, chain) => {
      const necessary = await work(tx, chain);
      await this.log.record(tx, event, details);
      return necessary;
    });
    this.log.write(event, { userId, entitlementId });
    return body;
  }
}

const isOver = ({ links }: LockedChain): boolean => links.length === 0;
