/** How long a prompt counts as out: a second tap within it sends no second prompt. */
const PROMPT_OUT_SECONDS = 90;

/**
 * The end of an insert into `prompt_slots`: of any number at once the primary key lets one take
 * the slot. It is free again once its prompt is old or its payment is final.
 *
 * Whoever has waited for the row sees the slot as it is now, but the payments as they were when
 * the wait began. A payment may have been reopened and its slot taken again meanwhile, so its end
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
