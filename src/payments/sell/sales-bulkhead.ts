import { Injectable } from '@nestjs/common';
import { ConcurrencyLimit } from '../../common/concurrency-limit.js';
import { ReadPriority } from '../../common/read-priority.js';
import { Settings } from '../../config/settings.js';

/**
 * The share of a process's connections that beginning sales may take, and that recording them may take.
 * Checks, lists and webhooks always find a free one; more would not make sales faster, since all of
 * them wait for the same disk.
 */
const SHARE_OF_POOL = 0.3;

/**
 * Limits how many sales use the database at the same time, so that everybody else does not wait behind
 * a crowd of customers. No limit is held while a provider is called. Recording the end of a call has a
 * limit of its own: a customer whose phone is ringing does not wait behind those who come later. While
 * reads have priority, both limits together run one write at a time.
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

  /** Runs `work`, which checks and commits a sale, within its limit. */
  begin<T>(work: () => Promise<T>): Promise<T> {
    return this.beginnings.run(() => this.readPriority.runWrite(work));
  }

  /** Runs `work`, which records how a provider's call has ended, within its limit. */
  record<T>(work: () => Promise<T>): Promise<T> {
    return this.records.run(() => this.readPriority.runWrite(work));
  }
}
