import { ApiError, conflict, invalidFields, notFound } from '../../common/errors/api-error.js';

const PROOF = 'Send either code, or mpesa_reference and phone_last4';

/** 409: the access has ended. */
export class AccessEndedError extends ApiError {
  /** @param reason as the RADIUS functions say: `expired`, `revoked` or `cap` */
  constructor(readonly reason: string) {
    super(409, 'access_ended', 'This access has ended. Choose a package to go on.');
  }
}

/** The errors about reconnecting and login tickets. */
export const reconnectErrors = {
  proofMissing: (): ApiError => invalidFields({ code: [PROOF] }),
  /** The same for a wrong code, an unknown router, and access at another router or operator. */
  notFound: (): ApiError =>
    notFound('access_not_found', 'No access was found for this code or receipt at this router.'),
  /** The same for an unknown payment, a wrong claim, and a payment without access. */
  ticketRefused: (): ApiError =>
    notFound('access_not_found', 'No access was found for this payment and access claim.'),
  ended: (reason = 'expired'): ApiError => new AccessEndedError(reason),
  deviceLimit: (): ApiError =>
    conflict(
      'device_limit',
      'As many devices as were bought use this access already. Disconnect one of them, wait some minutes and try again.',
    ),
} as const;
