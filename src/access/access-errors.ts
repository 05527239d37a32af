import { type ApiError, conflict, invalidFields, notFound } from '../common/errors/api-error.js';

const EITHER = 'Give either package, or minutes with both speeds.';

const ONE_OF_FOUR = 'Give one of code, phone, mac and mpesa_reference';

/** The errors about access. */
export const accessErrors = {
  entitlementNotFound: (): ApiError =>
    notFound('entitlement_not_found', 'Entitlement not found or access denied'),
  deviceNotFound: (): ApiError =>
    notFound('device_not_found', 'This device is not attached to the entitlement'),
  /** An operator wants to change what is over. */
  ended: (): ApiError =>
    conflict(
      'access_ended',
      'This access is over: it has ended, or was revoked. Give new access with POST ' +
        '/access/entitlements/.',
    ),
  notStarted: (): ApiError =>
    conflict(
      'access_not_started',
      'This voucher was not used yet, so it has no end to extend. Its time starts at the first login.',
    ),
  deviceLimit: (): ApiError =>
    conflict(
      'device_limit',
      'As many devices as were sold are attached, and none may be replaced now. Remove one first.',
    ),
  grantAmbiguous: (): ApiError => invalidFields({ package: [EITHER], minutes: [EITHER] }),
  /** @param field one that only access without a package has */
  grantHasPackage: (field: string): ApiError =>
    invalidFields({ [field]: [`${field} comes from the package. Leave it out, or the package.`] }),
  grantIncomplete: (field: string): ApiError =>
    invalidFields({ [field]: [`${field} is required without package`] }),
  packageOfOtherRouter: (): ApiError =>
    invalidFields({ package: ['package must be one of this router'] }),
  extensionAmbiguous: (): ApiError =>
    invalidFields({
      minutes: ['Give either minutes or hours.'],
      hours: ['Give either minutes or hours.'],
    }),
  diagnosisAmbiguous: (): ApiError => invalidFields({ code: [ONE_OF_FOUR] }, `${ONE_OF_FOUR}.`),
  phoneInvalid: (): ApiError => invalidFields({ phone: ['Invalid phone number format'] }),
} as const;
