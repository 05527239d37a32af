import { type ApiError, invalidFields, notFound } from '../common/errors/api-error.js';

/** The package is not there, is archived, or belongs to another operator. */
export const packageNotFound = (): ApiError =>
  notFound('package_not_found', 'Package not found or access denied');

/** The router already sells a package of this name. */
export const packageNameTaken = (): ApiError =>
  invalidFields({ name: ['This router already has a package of this name. Choose another one.'] });

/** These routers, to which it should be copied, have a package of its name already. */
export const copyNamesTaken = (routers: readonly string[]): ApiError =>
  invalidFields({
    router_ids: [
      `A package of this name is already at: ${routers.join(', ')}. Nothing was copied.`,
    ],
  });
