import { Inject, Injectable } from '@nestjs/common';
import { type ApiError } from '../common/errors/api-error.js';
import { LOGGER, type Logger } from '../common/logging/logger.js';
import { SalesBulkhead } from '../common/sales-bulkhead.js';
import { allowances } from './allowances.js';
import { type Counted, type Counter } from './counter.js';
import { Counters } from './counters.js';
import { tooMany } from './rate-limit-errors.js';

/** Limits the requests of captive portals. When a counter fails, sales continue. */
@Injectable()
export class PortalLimits {
  private readonly byDevice: Counter;
  private readonly byAddress: Counter;
  private readonly bySession: Counter;
  private readonly byRouter: Counter;
  private readonly flood: Counter;

  constructor(
    counters: Counters,
    private readonly salesBulkhead: SalesBulkhead,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.byDevice = counters.shared(allowances.salesByDevice);
    this.byAddress = counters.shared(allowances.salesByAddress);
    this.bySession = counters.shared(allowances.salesBySession);
    this.byRouter = counters.shared(allowances.salesByRouter);
    this.flood = counters.local(allowances.flood);
  }

  /**
   * Counts a new payment. The address is counted first: MAC addresses can be forged, and an address
   * over its limit adds no rows. A device over its limit does not count against its address.
   *
   * @param macAddress empty when the portal does not know it
   * @throws ApiError 429 too many, 503 when too many others are waiting
   */
  async countSale(userId: number, macAddress: string, address: string): Promise<void> {
    await this.salesBulkhead.run('count', async () => {
      const device = macAddress === '' ? null : [userId, macAddress];
      const knownMs = device && (await this.byDevice.cachedWaitMs(device));
      if (knownMs !== null) throw tooMany.salesOfDevice(knownMs);
      await this.count(this.byAddress, [userId, address], tooMany.salesOfNetwork);
      if (device) await this.countDevice(device, [userId, address]);
    });
  }

  /**
   * Counts a new payment or a repeated prompt in the portal of a router. The session is counted first: one
   * over its limit uses up nothing of the router's share.
   *
   * @param session what tells sessions apart
   * @throws ApiError 429 too many, 503 when too many others are waiting
   */
  async countPortalSale(userId: number, routerId: number, session: string): Promise<void> {
    await this.salesBulkhead.run('count', async () => {
      await this.count(this.bySession, [userId, session], tooMany.salesOfDevice);
      await this.count(this.byRouter, [userId, routerId], tooMany.salesOfNetwork);
    });
  }

  private async countDevice(device: Counted, address: Counted): Promise<void> {
    try {
      await this.count(this.byDevice, device, tooMany.salesOfDevice);
    } catch (refusal) {
      await this.byAddress.refund(address).catch((error: unknown) => {
        this.logger.error({ err: error }, 'a rate limit could not be corrected');
      });
      throw refusal;
    }
  }

  /** Counts a request. @throws ApiError 429 */
  countRequest(userId: number, address: string): Promise<void> {
    return this.count(this.flood, [userId, address], tooMany.requests);
  }

  private async count(
    counter: Counter,
    counted: Counted,
    refusal: (waitMs: number) => ApiError,
  ): Promise<void> {
    const waitMs = await counter.consume(counted).catch((error: unknown) => {
      this.logger.error({ err: error }, 'a rate limit could not be counted; the request continues');
      return null;
    });
    if (waitMs !== null) throw refusal(waitMs);
  }
}
