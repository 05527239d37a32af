import { Injectable } from '@nestjs/common';
import { aboutPayment } from '../../common/http/request-context.js';
import { Money } from '../../common/money/money.js';
import { type PhoneNumber } from '../../common/phone/phone.js';
import { type Sql } from '../../database/database.js';
import { KeyBinding } from '../../idempotency/key-binding.js';
import { Metrics } from '../../metrics/metrics.js';
import { type ProviderCode, type ProviderEnvironment } from '../../providers/provider-code.js';
import { routerNotFound } from '../../routers/router-errors.js';
import { paymentErrors } from '../payment-errors.js';
import { type CommittedSale, type PackageSnapshot, type SaleRequest } from './sale.js';
import { SaleContextRepository } from './sale-context.repository.js';
import { SaleRepository } from './sale.repository.js';

/** The package that somebody wants for money that has come. */
export type WantedPackage = Pick<SaleRequest, 'userId' | 'routerId' | 'packageId'>;

/** A sale whose money has come already. */
export interface ReceivedSale
  extends
    WantedPackage,
    Pick<SaleRequest, 'macAddress' | 'ipAddress' | 'earlierClaimHash' | 'claim'> {
  readonly provider: ProviderCode;
  readonly environment: ProviderEnvironment;
  readonly credentialId: number;
  readonly credentialVersion: number;
  readonly receipt: string;
  /** The phone that paid. */
  readonly phone: PhoneNumber;
  /** Of the phone number, what the customer or operator has given. */
  readonly phoneNumber: string;
  readonly sold: PackageSnapshot;
}

/** Sells for money that came without a prompt. What completes the payment is another step. */
@Injectable()
export class ReceivedSaleService {
  constructor(
    private readonly contexts: SaleContextRepository,
    private readonly sales: SaleRepository,
    private readonly key: KeyBinding,
    private readonly metrics: Metrics,
  ) {}

  /** The package as it is sold now. @throws ApiError 404 for the router, 400 for the package */
  async packageOf(wanted: WantedPackage): Promise<PackageSnapshot> {
    const context = await this.contexts.find({ ...wanted, provider: null }, []);
    if (context.routerId === null) throw routerNotFound();
    if (!context.package) throw paymentErrors.packageNotOnSale();
    const { priceMinor, currency, ...terms } = context.package;
    return { ...terms, price: Money.fromMinor(priceMinor, currency) };
  }

  /** Commits its payment, and links it with the Idempotency-Key of the request. */
  async commit(tx: Sql, sale: ReceivedSale): Promise<CommittedSale> {
    const { environment, phone, sold, receipt, credentialId, credentialVersion, ...request } = sale;
    const committed = await this.sales.insertReceived(
      tx,
      {
        request: { ...request, amount: sold.price, paymentMethod: 'mpesa' },
        account: { environment, values: {} },
        ...{ phone, sold, credentialId, credentialVersion },
      },
      receipt,
    );
    await this.key.bind(tx, committed.record.id);
    aboutPayment(committed.record.id);
    this.metrics.paymentChanged('created', null, committed.record.status, 'request');
    return committed;
  }
}
