import { appendEvent, EVENT_TYPES } from '../../database/outbox.js';
import { NEWEST_ATTEMPT, PAYMENT_COLUMNS } from '../payment-record.js';

/** How long a prompt is active: a second request meanwhile sends no second prompt. */
export const PROMPT_OUT_SECONDS = 90;

/**
 * The end of an insert into `prompt_slots`. The primary key lets only one of several simultaneous
 * requests take the slot. It is free again when its prompt is old or its payment is final.
 * After waiting for the row, a statement sees the current slot, but the payments as they were when
 * the wait began. Meanwhile a payment may have been reopened and its slot taken again, so its end
 * counts only for the slot as it was seen then; a payment that cannot be seen yet is not final.
 */
export const TAKE_FREE_SLOT = `
    ON CONFLICT (user_id, router_id, package_id, phone_e164, mac_address) DO UPDATE
       SET payment_id = excluded.payment_id, taken_at = excluded.taken_at
     WHERE prompt_slots.taken_at <= now() - ${PROMPT_OUT_SECONDS} * interval '1 second'
        OR EXISTS (SELECT FROM prompt_slots seen
                     JOIN payments held ON held.id = seen.payment_id
                    WHERE seen.user_id = prompt_slots.user_id
                      AND seen.router_id = prompt_slots.router_id
                      AND seen.package_id = prompt_slots.package_id
                      AND seen.phone_e164 = prompt_slots.phone_e164
                      AND seen.mac_address = prompt_slots.mac_address
                      AND seen.payment_id = prompt_slots.payment_id
                      AND seen.taken_at = prompt_slots.taken_at
                      AND held.status IN ('completed', 'failed'))
    RETURNING payment_id`;

const PAYMENT_VALUES = `
  id, user_id, router_id, package_id, phone_number, phone_e164, amount_minor, currency,
  payment_method, payment_provider, mac_address, ip_address, package_name, duration_hours,
  download_speed_mbps, upload_speed_mbps, device_limit, data_cap_mb, status, error_message,
  access_claim_hash, earlier_claim_hash`;

/** Takes the slot of a prompt; without it, nothing is inserted. */
export const SLOT = `
  slot AS (
    INSERT INTO prompt_slots
      (user_id, router_id, package_id, phone_e164, mac_address, payment_id)
    VALUES (:userId, :routerId, :packageId, :phoneE164, :macAddress, :id)
    ${TAKE_FREE_SLOT}
  )`;
/** For what prompts no phone. */
export const NO_SLOT = 'slot AS (SELECT 1)';

/**
 * One statement inserts payment, attempt, history, events and reconciliation job, and takes the slot
 * of a prompt.
 */
export const insertStatement = (slot: string, nextStep: string): string => `
  WITH ${slot}, payment AS (
    INSERT INTO payments (${PAYMENT_VALUES})
    SELECT :id::uuid, :userId::integer, :routerId::integer, :packageId::integer, :phoneNumber,
           :phoneE164, :amountMinor::bigint, :currency, :paymentMethod, :provider, :macAddress,
           :ipAddress, :name, :durationHours::integer, :downloadSpeedMbps::integer,
           :uploadSpeedMbps::integer, :deviceLimit::integer, :dataCapMb::integer, :status, :message,
           :accessClaimHash, :earlierClaimHash
      FROM slot
    RETURNING *
  ), attempt AS (
    INSERT INTO payment_attempts
      (payment_id, number, user_id, reference, channel, provider, environment, credential_id,
       credential_version, delivery)
    SELECT id, 1, user_id, :reference, :channel, payment_provider, :environment,
           :credentialId::integer, :credentialVersion::integer, :delivery
      FROM payment
    RETURNING *
  ), line AS (
    INSERT INTO payment_history
      (payment_id, user_id, attempt, event, to_status, source, evidence)
    SELECT id, user_id, 1, :event, status, 'request', :evidence::jsonb FROM payment
  ), published AS (${appendEvent('payment', 'payment.created')}
    UNION ALL
    SELECT user_id, ${EVENT_TYPES['payment.failed']}, id FROM payment WHERE status = 'failed'
  )
  SELECT ${PAYMENT_COLUMNS}
    FROM payment p JOIN attempt a ON ${NEWEST_ATTEMPT} ${nextStep}`;
