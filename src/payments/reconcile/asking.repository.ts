import { Injectable } from '@nestjs/common';
import { KEYS_OF_ATTEMPT } from '../../credentials/attempt-keys.sql.js';
import { Database } from '../../database/database.js';
import { prepared } from '../../database/statement.js';
import { type ProviderCode, type ProviderEnvironment } from '../../providers/provider-code.js';
import { type AttemptChannel } from '../domain/index.js';

/** An attempt to ask its provider about, with the sealed keys for that. */
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
  /** Null when there are none. */
  readonly keys: SealedKeys | null;
}

/** Sealed keys for asking about an attempt. */
export interface SealedKeys {
  /** The credentials that they belong to. */
  readonly credentialId: number;
  readonly apiKey: string;
  readonly privateKeySealed: string;
  /** Whether they are the keys of the attempt: "not found" at another account proves nothing. */
  readonly areOwn: boolean;
}

// The keys of the attempt. An imported attempt has none, so the operator's newest keys of the same
// environment are used.
const WITH_KEYS = `
  SELECT a.payment_id AS "paymentId", a.number, a.reference, a.channel, a.provider, a.environment,
         a.invoice_id AS "invoiceId", a.provider_payment_id AS "providerPaymentId",
         a.link_signature_sealed AS "linkSignatureSealed",
         (extract(epoch FROM now() - a.created_at) * 1000)::double precision AS "ageMs",
         c.keys
    FROM payment_attempts a
    LEFT JOIN LATERAL (
      SELECT json_build_object('credentialId', a.credential_id, 'apiKey', own.api_key,
                               'privateKeySealed', own.private_key_sealed, 'areOwn', true) AS keys
        FROM (${KEYS_OF_ATTEMPT}) AS own
      UNION ALL
      (SELECT json_build_object('credentialId', k.id, 'apiKey', k.api_key,
                                'privateKeySealed', k.private_key_sealed, 'areOwn', false)
         FROM credentials k
        WHERE a.credential_id IS NULL AND k.user_id = a.user_id AND k.provider = a.provider
          AND k.environment = a.environment AND k.is_active
        ORDER BY k.id DESC LIMIT 1)
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
  ${WITH_KEYS}
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
  ${WITH_KEYS}
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
