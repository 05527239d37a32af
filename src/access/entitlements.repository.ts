import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids/uuid.js';
import { type Sql } from '../database/database.js';
import { prepared, statement } from '../database/statement.js';
import { drawAccessCode } from './domain/access-code.js';

/** A payment that was completed. */
export interface Completion {
  readonly paymentId: string;
  readonly completedAt: Date;
  /** Whether the customer's phone paid it by a prompt. Without a claim, only then it continues a chain. */
  readonly isPaidByPhone: boolean;
}

/** A completed payment without an entitlement. */
export interface OverlookedPayment {
  readonly paymentId: string;
  readonly completedAt: Date;
  /** The end that it has. An imported payment may have another one than its package gives. */
  readonly endsAt: Date;
}

interface NewEntitlement extends Completion {
  readonly id: string;
  readonly accessCode: string;
  readonly endsAt: Date | null;
}

const CREATE = prepared<{ isCreated: boolean }, NewEntitlement>(
  'create_payment_entitlement',
  `
  SELECT create_payment_entitlement(:paymentId, :id, :accessCode, :completedAt, :isPaidByPhone,
                                    :endsAt) AS "isCreated"`,
);

const OVERLOOKED = statement<OverlookedPayment, { limit: number; skip: number }>(
  'find_payments_without_entitlement',
  `
  SELECT p.id AS "paymentId", p.completed_at AS "completedAt", p.package_expiry_time AS "endsAt"
    FROM payments p
   WHERE p.status = 'completed' AND p.package_expiry_time > now()
     AND NOT EXISTS (SELECT FROM entitlements e WHERE e.payment_id = p.id)
   ORDER BY p.package_expiry_time LIMIT :limit OFFSET :skip`,
);

/**
 * The SQL of the entitlements of payments. A payment gets one, for ever. Each method runs in the
 * caller's transaction, and each `create…` is a single statement.
 */
@Injectable()
export class EntitlementsRepository {
  /**
   * Writes the entitlement of a payment. It continues a running one of an equal package when the
   * payment has its claim, or the same phone has paid both.
   *
   * @returns false when the payment has one already
   * @throws QueryFailedError when the drawn access code is taken; the next try draws another one
   */
  create(tx: Sql, completion: Completion): Promise<boolean> {
    return this.write(tx, completion, null);
  }

  /**
   * Writes the entitlement of a payment that {@link findOverlooked} gives. It is not known then who
   * has paid, so it continues no other one, and its end is known already.
   *
   * @returns false when the payment has one already
   */
  createOverlooked(tx: Sql, { endsAt, ...payment }: OverlookedPayment): Promise<boolean> {
    return this.write(tx, { ...payment, isPaidByPhone: false }, endsAt);
  }

  /**
   * Completed payments that are not over and have no entitlement, those that end first before others.
   *
   * @param skip leaves out so many of them
   */
  findOverlooked(sql: Sql, limit: number, skip = 0): Promise<OverlookedPayment[]> {
    return sql.query(OVERLOOKED({ limit, skip }));
  }

  private async write(tx: Sql, completion: Completion, endsAt: Date | null): Promise<boolean> {
    const accessCode = drawAccessCode();
    const [row] = await tx.query(CREATE({ ...completion, id: newId(), accessCode, endsAt }));
    return row?.isCreated ?? false;
  }
}
