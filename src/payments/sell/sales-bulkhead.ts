import { Injectable } from '@nestjs/common';
import { ConcurrencyLimit } from '../../common/concurrency-limit.js';
import { ReadPriority } from '../../common/read-priority.js';
import { Settings } from '../../config/settings.js';

/**
 * The part of a process's connections that one lane may take. Checks, lists and webhooks always find
 * one free; more would not make sales faster, since these wait for the same disk.
 */
const SHARE_OF_POOL = 0.3;

/**
 * Lets a crowd of customers wait in line, instead of everybody else behind the crowd: only a few
 * sales use the database at the same time, and no sale is in a lane while its provider is called.
 * What ends a sale has a lane of its own: a customer whose phone is ringing does not wait behind
 * those who come after. While reads have priority both lanes together run one write at a time.
 */
@Injectable()
export class SalesBulkhead {
  private readonly beginnings: ConcurrencyLimit;
  private readonly records: ConcurrencyLimit;

  constructor(
    { database }: Settings,
    private readonly readPriority: ReadPriority,
  ) {
    this.beginnings = ConcurrencyLimit.ofPool(database.poolSize, SHARE_OF_POOL);
    this.records = ConcurrencyLimit.ofPool(database.poolSize, SHARE_OF_POOL);
  }

  /** Runs `work`, which checks and commits a sale, when its turn has come. */
  begin<T>(work: () => Promise<T>): Promise<T> {
    return this.beginnings.run(() => this.readPriority.runWrite(work));
  }

  /** Runs `work`, which writes down how a provider's call has ended, when its turn has come. */
  record<T>(work: () => Promise<T>): Promise<T> {
    return this.records.run(() => this.readPriority.runWrite(work));
  }
}
