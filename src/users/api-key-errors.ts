import { type ApiError, invalidFields, notFound } from '../common/errors/api-error.js';

/** An operator has or had that public key; portals may still use it. */
export const publicKeyTaken = (): ApiError =>
  invalidFields({ public_key: ['This public key is taken. Choose another one.'] });

/** The operator has no current pair. */
export const noApiKeys = (): ApiError =>
  notFound('api_keys_not_found', 'You have no API keys yet. Generate a pair first.');
