import { Injectable } from '@nestjs/common';
import { Lane } from '../common/lane.js';

/**
 * Sales that are worked on in one lane at the same time. Two lanes together take fewer than the
 * ten connections of a server process: checks, lists and webhooks always find one free. More do not
 * make sales faster, since these wait for the same disk.
 */
const SALES_AT_ONCE = 4;

/**
 * Lets a crowd of customers wait in line, instead of everybody else behind the crowd: only a few
 * sales use the database at the same time, and no sale is in a lane while its provider is called.
 * What ends a sale has a lane of its own: a customer whose phone is ringing does not wait behind
 * those who come after.
 */
@Injectable()
export class SalesLanes {
  private readonly beginnings = new Lane(SALES_AT_ONCE);
  private readonly records = new Lane(SALES_AT_ONCE);

  /** Runs `work`, which checks and commits a sale, when its turn has come. */
  begin<T>(work: () => Promise<T>): Promise<T> {
    return this.beginnings.run(work);
  }

  /** Runs `work`, which writes down how a provider's call has ended, when its turn has come. */
  record<T>(work: () => Promise<T>): Promise<T> {
    return this.records.run(work);
  }
}
