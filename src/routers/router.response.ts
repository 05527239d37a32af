import { pageOf, response } from '../common/openapi/response.js';
import {
  about,
  flag,
  instant,
  integer,
  integerId,
  nullable,
  text,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { type RouterEntity } from './router.entity.js';

/** A router as the API shows it, without its password. */
export const RouterResponse = response<RouterEntity>(
  'Router',
  'A MikroTik router of an operator. Its password is never shown.',
).with({
  id: [integerId, 1, (r) => r.id],
  name: [text, 'Mama Njeri Café', (r) => r.name],
  host: [about('A host name or an IP address.', text), '10.0.0.1', (r) => r.host],
  port: [integer(1, 65_535), 80, (r) => r.port],
  username: [text, 'lipafi', (r) => r.username],
  use_https: [flag, false, (r) => r.useHttps],
  verify_certificate: [
    about('Whether its certificate must be valid.', flag),
    true,
    (r) => r.verifyCertificate,
  ],
  is_online: [about('The result of the last connection test.', flag), true, (r) => r.isOnline],
  last_checked: [nullable(instant), '2026-03-01T09:30:00.000Z', (r) => toIso(r.lastChecked)],
  created_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.createdAt)],
  updated_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.updatedAt)],
});
export const RouterPage = pageOf('Router', RouterResponse);
