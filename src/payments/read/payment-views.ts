import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { type Page } from '../../common/pagination/page.js';
import { type Sql } from '../../database/database.js';
import { mapPage } from '../../database/keyset.js';
import { type PaymentRecord, type ShownRecord } from '../payment-record.js';
import { type PaymentAccess, PaymentAccessReader } from './payment-access.js';
import { PaymentsRepository } from './payments.repository.js';
import { isOpenTo, OPERATOR, type Viewer } from './viewer.js';

/** What the API shows of a payment at a moment to somebody. */
export interface ShownPayment {
  readonly record: ShownRecord;
  readonly now: Date;
  /** Null while it is not completed. */
  readonly access: PaymentAccess | null;
  readonly showsPhone: boolean;
  readonly showsReceipt: boolean;
  /** Whether access code and devices are shown. */
  readonly showsCode: boolean;
}

/** A payment at a moment, as somebody may see it. */
export interface PaymentView extends ShownPayment {
  readonly record: PaymentRecord;
}

/**
 * Decides what somebody may see of a payment. Its own claim opens phone number and receipt. Code and
 * devices belong to a chain of payments, and only the claim of the one that began it opens them: else a
 * stranger who prompts a customer's phone would see the code that this customer has already. A receipt
 * is as good as a code for one device, so that of a later payment of a chain needs both claims to be one.
 */
@Injectable()
export class PaymentViews {
  constructor(
    private readonly payments: PaymentsRepository,
    private readonly reader: PaymentAccessReader,
    private readonly clock: Clock,
  ) {}

  /** Reads the access where the query that found the payment has not. */
  async of(record: PaymentRecord, viewer: Viewer): Promise<PaymentView> {
    const isRead = record.status !== 'completed' || record.accessFacts !== undefined;
    const found = isRead ? null : await this.payments.findOwned(record.userId, record.id);
    return this.view(
      found ? { ...record, accessFacts: found.accessFacts ?? null } : record,
      viewer,
    );
  }

  /** A payment as its operator sees it in the transaction that has changed it. */
  async within(tx: Sql, { userId, id }: PaymentRecord): Promise<PaymentView> {
    const found = await this.payments.findWithin(tx, userId, id);
    if (!found) throw new Error('A locked payment is gone');
    return this.view(found, OPERATOR);
  }

  /** A page of a list as its operator sees it, at one moment, without codes and devices. */
  listed(page: Page<ShownRecord>): Page<ShownPayment> {
    const now = this.clock.now();
    return mapPage(page, (record) => ({
      record,
      now,
      access: this.accessOf(record),
      showsPhone: true,
      showsReceipt: true,
      showsCode: false,
    }));
  }

  private view(record: PaymentRecord, viewer: Viewer): PaymentView {
    const seen = { record, now: this.clock.now(), access: this.accessOf(record) };
    const showsPhone = isOpenTo(viewer, record.accessClaimHash);
    const showsCode = isOpenTo(viewer, seen.access?.claimHash ?? null);
    const hasCode = seen.access !== null && seen.access.code !== null;
    return { ...seen, showsPhone, showsReceipt: showsPhone && (showsCode || !hasCode), showsCode };
  }

  private accessOf({ accessFacts: facts }: ShownRecord): PaymentAccess | null {
    return facts ? this.reader.read(facts) : null;
  }
}
