import { Injectable } from '@nestjs/common';
import {
  ACCOUNT_OF_ATTEMPT,
  activeAccount,
  type SealedAccount,
} from '../../credentials/sealed-account.sql.js';
import { Database } from '../../database/database.js';
import { prepared } from '../../database/statement.js';
import { type ProviderCode, type ProviderEnvironment } from '../../providers/provider-code.js';
import { type AttemptChannel } from '../domain/index.js';

/** An attempt to ask its provider about, with the sealed account for that. */
export interface AttemptToAsk {
  readonly paymentId: string;
  readonly number: number;
  readonly reference: string;
  readonly channel: AttemptChannel;
  readonly provider: ProviderCode;
  readonly environment: ProviderEnvironment;
  readonly invoiceId: string | null;
  /** The provider's id of its session or page. */
  readonly providerPaymentId: string | null;
  readonly linkSignatureSealed: string | null;
  /** The time since the attempt was created, in ms. */
  readonly ageMs: number;
  /** Null when there is none. */
  readonly account: SealedAccount | null;
  /** Whether it is the account of the attempt: "not found" at another account proves nothing. */
  readonly isOwnAccount: boolean | null;
}

const OTHER_ACCOUNT = activeAccount({
  userId: 'a.user_id',
  provider: 'a.provider',
  environment: 'a.environment',
});

// The account of the attempt. An imported attempt has none, so the operator's newest account of the
// same environment is used.
const WITH_ACCOUNT = `
  SELECT a.payment_id AS "paymentId", a.number, a.reference, a.channel, a.provider, a.environment,
         a.invoice_id AS "invoiceId", a.provider_payment_id AS "providerPaymentId",
         a.link_signature_sealed AS "linkSignatureSealed",
         (extract(epoch FROM now() - a.created_at) * 1000)::double precision AS "ageMs",
         c.account, c."isOwnAccount"
    FROM payment_attempts a
    LEFT JOIN LATERAL (
      SELECT own.account, true AS "isOwnAccount" FROM (${ACCOUNT_OF_ATTEMPT}) AS own
      UNION ALL
      SELECT other.account, false FROM (${OTHER_ACCOUNT}) AS other WHERE a.credential_id IS NULL
    ) c ON true`;

const CLAIM = prepared<AttemptToAsk, { userId: number; paymentId: string; minIntervalMs: number }>(
  'claim_question',
  `
  WITH claimed AS (
    UPDATE payments SET status_asked_at = now()
     WHERE user_id = :userId AND id = :paymentId AND status IN ('pending', 'processing')
       AND (status_asked_at IS NULL
            OR status_asked_at <= now() - :minIntervalMs::integer * interval '1 millisecond')
    RETURNING id, user_id, retry_count
  )
  ${WITH_ACCOUNT}
    JOIN claimed ON claimed.user_id = a.user_id AND claimed.id = a.payment_id
                AND a.number = claimed.retry_count + 1`,
);

const CLAIM_ANY = prepared<
  AttemptToAsk,
  { paymentId: string; number: number; minIntervalMs: number }
>(
  'claim_any_question',
  `
  WITH claimed AS (
    UPDATE payments SET status_asked_at = now()
     WHERE id = :paymentId
       AND (status_asked_at IS NULL
            OR status_asked_at <= now() - :minIntervalMs::integer * interval '1 millisecond')
    RETURNING id
  )
  ${WITH_ACCOUNT}
    JOIN claimed ON claimed.id = a.payment_id AND a.number = :number`,
);

/** The SQL for asking providers about payments. */
@Injectable()
export class AskingRepository {
  constructor(private readonly database: Database) {}

  /**
   * Claims the right to ask about an open payment's newest attempt; null when it is final, or any
   * server process has asked within `minIntervalMs`.
   */
  async claim(
    userId: number,
    paymentId: string,
    minIntervalMs: number,
  ): Promise<AttemptToAsk | null> {
    const [row] = await this.database.query(CLAIM({ userId, paymentId, minIntervalMs }));
    return row ?? null;
  }

  /**
   * Claims the right to ask about one attempt in any status of its payment, because a failed one
   * may have been paid after all. Null as in {@link claim}.
   */
  async claimAttempt(
    paymentId: string,
    number: number,
    minIntervalMs: number,
  ): Promise<AttemptToAsk | null> {
    const [row] = await this.database.query(CLAIM_ANY({ paymentId, number, minIntervalMs }));
    return row ?? null;
  }
}
