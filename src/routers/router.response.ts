import { toIso } from '../common/time/instant.js';
import { type RouterEntity } from './router.entity.js';

/** A router as the API shows it, without its password. */
export const routerResponse = (router: RouterEntity) => ({
  id: router.id,
  name: router.name,
  host: router.host,
  port: router.port,
  username: router.username,
  use_https: router.useHttps,
  verify_certificate: router.verifyCertificate,
  is_online: router.isOnline,
  last_checked: toIso(router.lastChecked),
  created_at: toIso(router.createdAt),
  updated_at: toIso(router.updatedAt),
});
