import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { type Sql } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { tooMany } from '../../rate-limits/rate-limit-errors.js';
import { NEWEST_ATTEMPT } from '../payment-record.js';

/**
 * The maximum number of unpaid links, before `RATE_LIMIT_SCALE`: per device (or per phone, where
 * the portal does not know the device), and per operator. Each link is reconciled for a day.
 */
const MAX_PER_DEVICE = 20;
const MAX_PER_OPERATOR = 1_000;
/** When a customer over the limit may try again, in ms. */
const RETRY_AFTER_MS = 600_000;

// Reads the index of an operator's pending payments, and stops at the limit.
const COUNT = statement<
  { ofOperator: number; ofDevice: number },
  LinkMaker & { readonly most: number }
>(
  'open_links',
  `
  SELECT count(*)::integer AS "ofOperator", (count(*) FILTER (WHERE "isOfDevice"))::integer AS "ofDevice"
    FROM (
      SELECT CASE WHEN :macAddress = '' THEN p.phone_e164 = :phoneE164 ELSE p.mac_address = :macAddress END AS "isOfDevice"
        FROM payments p JOIN payment_attempts a ON ${NEWEST_ATTEMPT}
       WHERE p.user_id = :userId AND p.status = 'pending' AND a.channel = 'link'
       ORDER BY p.created_at DESC LIMIT :most
    ) AS links`,
);

/** The customer who creates a link. */
interface LinkMaker {
  readonly userId: number;
  /** Empty when the portal does not know it. */
  readonly macAddress: string;
  readonly phoneE164: string;
}

/** Limits the number of unpaid links, because creating one is free, but reconciling it is not. */
@Injectable()
export class OpenLinkLimit {
  private readonly maxPerDevice: number;
  private readonly maxPerOperator: number;

  constructor({ rateLimitScale }: Settings) {
    this.maxPerDevice = Math.ceil(MAX_PER_DEVICE * rateLimitScale);
    this.maxPerOperator = Math.ceil(MAX_PER_OPERATOR * rateLimitScale);
  }

  /**
   * Counts the open links, including the new one.
   *
   * @param tx the transaction that has inserted the new link; the caller must roll it back after an
   * error
   * @throws ApiError 429 when there are too many
   */
  async check(tx: Sql, { userId, macAddress, phoneE164 }: LinkMaker): Promise<void> {
    if (this.maxPerOperator === 0) return;
    const most = this.maxPerOperator + 1;
    const [row] = await tx.query(COUNT({ userId, macAddress, phoneE164, most }));
    const { ofOperator = 0, ofDevice = 0 } = row ?? {};
    if (ofDevice > this.maxPerDevice) throw tooMany.linksOfDevice(RETRY_AFTER_MS);
    if (ofOperator > this.maxPerOperator) throw tooMany.linksOfOperator(RETRY_AFTER_MS);
  }
}
