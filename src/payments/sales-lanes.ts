import { Injectable } from '@nestjs/common';
import { Lane } from '../common/lane.js';
import { RightOfWay } from '../common/right-of-way.js';
import { Settings } from '../config/settings.js';

/**
 * The part of a process's connections that one lane may take. Checks, lists and webhooks always find
 * one free; more would not make sales faster, since these wait for the same disk.
 */
const SHARE_OF_POOL = 0.3;

/**
 * Lets a crowd of customers wait in line, instead of everybody else behind the crowd: only a few
 * sales use the database at the same time, and no sale is in a lane while its provider is called.
 * What ends a sale has a lane of its own: a customer whose phone is ringing does not wait behind
 * those who come after. Customers and operators who only look go before all of them: then both
 * lanes are one, for moments.
 */
@Injectable()
export class SalesLanes {
  private readonly beginnings: Lane;
  private readonly records: Lane;

  constructor(
    { database }: Settings,
    private readonly way: RightOfWay,
  ) {
    this.beginnings = Lane.ofPool(database.poolSize, SHARE_OF_POOL);
    this.records = Lane.ofPool(database.poolSize, SHARE_OF_POOL);
  }

  /** Runs `work`, which checks and commits a sale, when its turn has come. */
  begin<T>(work: () => Promise<T>): Promise<T> {
    return this.beginnings.run(() => this.way.give(work));
  }

  /** Runs `work`, which writes down how a provider's call has ended, when its turn has come. */
  record<T>(work: () => Promise<T>): Promise<T> {
    return this.records.run(() => this.way.give(work));
  }
}
