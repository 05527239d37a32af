import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller.js';
import { accessErrors } from '../access-errors.js';
import { ChainTransactions, type EntitlementBody } from './chain-transactions.js';
import { type LockedChain, OperateRepository } from './operate.repository.js';

/** Lets operators attach, remove and disconnect the devices of a chain. */
@Injectable()
export class OperateDevicesService {
  constructor(
    private readonly transactions: ChainTransactions,
    private readonly chains: OperateRepository,
  ) {}

  /**
   * Attaches a device. When the chain is full, it replaces the one that has been idle longest.
   *
   * @throws ApiError 404, and 409 when the access is over or no device may be replaced
   */
  attach({ userId }: Caller, id: string, macAddress: string): Promise<EntitlementBody> {
    return this.transactions.change(userId, id, async (tx, chain) => {
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
    return this.transactions.change(userId, id, async (tx, chain) => {
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
    return this.transactions.change(userId, id, async (tx, chain) => {
      const { chainId } = chain;
      // A router that did not answer at the end may still have the session.
      if (isOver(chain) && !(await this.chains.isOnline(tx, chainId))) throw accessErrors.ended();
      await this.chains.noteDisconnect(tx, chainId, username, macAddress ?? null);
      return { change: 'disconnect', ...(macAddress === undefined ? {} : { macAddress }) };
    });
  }
}

const isOver = ({ links }: LockedChain): boolean => links.length === 0;
