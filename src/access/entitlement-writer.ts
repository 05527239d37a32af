import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids/uuid.js';
import { type Sql } from '../database/database.js';
import { drawAccessCode } from './domain/access-code.js';
import { isEqualPackage, periodOf } from './domain/chain.js';
import {
  type BoughtPackage,
  type ChainEnd,
  EntitlementsRepository,
  type OverlookedPayment,
  type RunningEntitlement,
} from './entitlements.repository.js';

/** A payment that was completed. */
export interface Completion {
  readonly paymentId: string;
  readonly completedAt: Date;
  /** Whether the customer's phone paid it by a prompt. */
  readonly isPaidByPhone: boolean;
  /** When it ends; without it the package decides. */
  readonly endsAt?: Date;
}

/** Writes the entitlements of payments in the caller's transaction. A payment gets one, for ever. */
@Injectable()
export class EntitlementWriter {
  constructor(private readonly entitlements: EntitlementsRepository) {}

  /**
   * Writes the entitlement of a payment. It continues a running one of an equal package when the
   * same phone has paid both.
   *
   * @returns false when the payment has one already
   * @throws QueryFailedError when the drawn access code is taken; the next try draws another one
   */
  async create(
    tx: Sql,
    { paymentId, completedAt, isPaidByPhone, endsAt }: Completion,
  ): Promise<boolean> {
    const found = isPaidByPhone
      ? await this.entitlements.lockBuyer(tx, paymentId, completedAt)
      : await this.boughtAlone(tx, paymentId);
    if (!found) throw new Error(`Payment ${paymentId} or its package is gone`);
    const { bought, running } = found;
    const continued = running.find((each) => isEqualPackage(each, bought));
    const end = continued
      ? await this.entitlements.lockChain(tx, continued.chainId, completedAt)
      : null;
    const id = newId();
    return this.entitlements.insert(tx, {
      id,
      paymentId,
      isPhoneProven: isPaidByPhone,
      ...linkAfter(end, continued?.chainId, id),
      ...(endsAt
        ? { startsAt: completedAt, endsAt }
        : periodOf(completedAt, bought.durationHours * 60, end?.endsAt ?? null)),
    });
  }

  /**
   * Writes the entitlements of completed payments that are not over and have none.
   *
   * @param limit the maximum number of payments
   * @returns how many were written
   */
  async createMissing(tx: Sql, limit: number): Promise<number> {
    let created = 0;
    for (const payment of await this.entitlements.findOverlooked(tx, limit)) {
      if (await this.createOverlooked(tx, payment)) created += 1;
    }
    return created;
  }

  /**
   * Writes the entitlement of a payment that {@link EntitlementsRepository.findOverlooked} gives. It
   * is not known then who has paid, so it continues no other one.
   * @returns false when the payment has one already
   */
  createOverlooked(tx: Sql, payment: OverlookedPayment): Promise<boolean> {
    return this.create(tx, { ...payment, isPaidByPhone: false });
  }

  /**
   * Without the proof that the phone has paid, a purchase continues nothing, and nothing continues
   * it. So it needs no lock on the buyer.
   */
  private async boughtAlone(
    tx: Sql,
    paymentId: string,
  ): Promise<{ bought: BoughtPackage; running: readonly RunningEntitlement[] } | null> {
    const bought = await this.entitlements.findBought(tx, paymentId);
    return bought && { bought, running: [] };
  }
}

/** The chain that an entitlement belongs to: the one that ends with `end`, or its own. */
const linkAfter = (end: ChainEnd | null, chainId: string | undefined, id: string) =>
  end && chainId !== undefined
    ? { chainId, previousId: end.id, accessCode: end.accessCode }
    : { chainId: id, previousId: null, accessCode: drawAccessCode() };
