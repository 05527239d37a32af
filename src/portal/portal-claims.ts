import { createHmac } from 'node:crypto';
import { sha256Hex } from '../common/crypto/hash.js';
import { Secret } from '../common/crypto/secret.js';
import { type PaymentRecord } from '../payments/payment-record.js';
import { isOpenTo, type PaymentAccess, type Viewer } from '../payments/read/index.js';
import { type PortalSession } from './portal-session.js';

/** 128 bits in hex, as access claims are. */
const CLAIM_LENGTH = 32;

/**
 * The access claim of a sale, before it is made: the same form gives the same claim. So the second of
 * two taps, whose answer is the one that the browser shows, has the claim of the payment of the first.
 *
 * @param form what tells the forms of a session apart
 */
export const claimOf = ({ secret }: PortalSession, form: string): Secret =>
  new Secret(
    createHmac('sha256', secret.reveal()).update(form, 'utf8').digest('hex').slice(0, CLAIM_LENGTH),
  );

/** Whether a payment was begun with this claim. */
export const isBegunWith = (claim: Secret, { accessClaimHash }: PaymentRecord): boolean =>
  isOpenedBy(claim, accessClaimHash);

/** What a session may see of payments: its claims open them. */
export const viewerOf = ({ sale, earlierClaim }: PortalSession): Viewer => ({
  isOperator: false,
  claimHash: hashOf(sale?.claim ?? null),
  furtherClaimHash: hashOf(earlierClaim),
});

/** The claim of a session that began the access of its payment; null when none did. */
export function openingClaim(
  { sale, earlierClaim }: PortalSession,
  access: PaymentAccess | null,
): Secret | null {
  const claims = [sale?.claim ?? null, earlierClaim];
  return claims.find((claim) => claim && isOpenedBy(claim, access?.claimHash ?? null)) ?? null;
}

const isOpenedBy = (claim: Secret, hash: string | null): boolean =>
  isOpenTo({ isOperator: false, claimHash: hashOf(claim) }, hash);

const hashOf = (claim: Secret | null): string | null => claim && sha256Hex(claim.reveal());
