import { type ApiError, invalidFields, notFound } from '../common/errors/api-error.js';

/** Someone has that public key, or had it: portals may still hold it. */
export const publicKeyTaken = (): ApiError =>
  invalidFields({ public_key: ['This public key is taken. Choose another one.'] });

/** The operator has no pair in use. */
export const noApiKeys = (): ApiError =>
  notFound('api_keys_not_found', 'You have no API keys yet. Generate a pair first.');
