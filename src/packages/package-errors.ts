import { type ApiError, invalidFields, notFound } from '../common/errors/api-error.js';

/** The package is not there, is archived, or belongs to another operator. */
export const packageNotFound = (): ApiError =>
  notFound('package_not_found', 'Package not found or access denied');

/** The router already sells a package of this name. */
export const packageNameTaken = (): ApiError =>
  invalidFields({ name: ['This router already has a package of this name. Choose another one.'] });
