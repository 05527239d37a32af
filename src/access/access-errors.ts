import { type ApiError, notFound } from '../common/errors/api-error.js';

/** The errors about access. */
export const accessErrors = {
  entitlementNotFound: (): ApiError =>
    notFound('entitlement_not_found', 'Entitlement not found or access denied'),
} as const;
