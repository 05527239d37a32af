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
export interface OverlookedPayment extends Completion {
  /**
   * The end that it has, which may be another one than its package gives: of a payment that was
   * imported, or sold by a server that knew nothing of access. Such a payment continues nothing.
   */
  readonly endsAt: Date | null;
}

interface NewEntitlement extends OverlookedPayment {
  readonly id: string;
  readonly accessCode: string;
}

const CREATE = prepared<{ isCreated: boolean }, NewEntitlement>(
  'create_payment_entitlement',
  `
  SELECT create_payment_entitlement(:paymentId, :id, :accessCode, :completedAt, :isPaidByPhone,
                                    :endsAt) AS "isCreated"`,
);

// The history says which attempt has completed a payment, and by which invoice. An operator who marks
// one as completed names no invoice.
const OVERLOOKED = statement<OverlookedPayment, { limit: number; skip: number }>(
  'find_payments_without_entitlement',
  `
  SELECT p.id AS "paymentId", p.completed_at AS "completedAt",
         CASE WHEN p.device_limit IS NULL THEN p.package_expiry_time END AS "endsAt",
         p.device_limit IS NOT NULL
           AND EXISTS (SELECT FROM payment_history h
                         JOIN payment_attempts a ON a.payment_id = p.id AND a.number = h.attempt
                        WHERE h.payment_id = p.id
                          AND h.to_status = 'completed' AND h.from_status <> 'completed'
                          AND h.evidence ->> 'invoice_id' = p.paid_invoice_id
                          AND a.channel = 'prompt') AS "isPaidByPhone"
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
    return this.write(tx, { ...completion, endsAt: null });
  }

  /**
   * Writes the entitlement of a payment that {@link findOverlooked} gives: the one that it would have
   * got when it was completed, as far as that is known.
   *
   * @returns false when the payment has one already
   */
  createOverlooked(tx: Sql, payment: OverlookedPayment): Promise<boolean> {
    return this.write(tx, payment);
  }

  /**
   * Completed payments that are not over and have no entitlement, those that end first before others.
   *
   * @param skip leaves out so many of them
   */
  findOverlooked(sql: Sql, limit: number, skip = 0): Promise<OverlookedPayment[]> {
    return sql.query(OVERLOOKED({ limit, skip }));
  }

  private async write(tx: Sql, payment: OverlookedPayment): Promise<boolean> {
    const accessCode = drawAccessCode();
    const [row] = await tx.query(CREATE({ ...payment, id: newId(), accessCode }));
    return row?.isCreated ?? false;
  }
}
