import { type ApiError, notFound } from '../common/errors/api-error.js';

/** The router is not there, is archived, or belongs to another operator. */
export const routerNotFound = (): ApiError =>
  notFound('router_not_found', 'Router not found or access denied');
