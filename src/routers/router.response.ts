import { pageOf, response } from '../common/openapi/response.js';
import {
  about,
  flag,
  instant,
  integer,
  integerId,
  nullable,
  oneOf,
  text,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { PROVIDER_CODES } from '../providers/provider-code.js';
import { ACCESS_METHODS, type RouterEntity } from './router.entity.js';

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
  access_method: [
    about(
      'How customers get access: by RADIUS, by the REST API of the router, or by a system of ' +
        'the operator (`none`).',
      oneOf(ACCESS_METHODS),
    ),
    'radius',
    (r) => r.accessMethod,
  ],
  nas_address: [
    about('The source address of its RADIUS packets, by which it is known.', nullable(text)),
    '10.77.0.2',
    (r) => r.nasAddress,
  ],
  wireguard_public_key: [
    about('The public key of its end of the tunnel.', nullable(text)),
    'u8MLN0eb1jeBc7D9y5Ow4Z0x5oGpWlRlT3gq7JcSnS8=',
    (r) => r.wireguardPublicKey,
  ],
  coa_port: [
    about('Its port for Disconnect-Requests and CoA-Requests.', integer(1, 65_535)),
    3799,
    (r) => r.coaPort,
  ],
  portal_url: [
    about(
      'Where it sends customers who have not paid; null: to the portal of this server.',
      nullable(text),
    ),
    null,
    (r) => r.portalUrl,
  ],
  portal_slug: [
    about(
      'The part of the address of its portal on this server that nobody can guess; null for a ' +
        'minute after an upgrade from a version without portals.',
      nullable(text),
    ),
    '9f2c41d07be35a8846d1',
    (r) => r.portalSlug,
  ],
  preferred_provider: [
    about(
      'The provider that `POST /payments/initiate/` sells through; null: as the operator prefers.',
      nullable(oneOf(PROVIDER_CODES)),
    ),
    null,
    (r) => r.preferredProvider,
  ],
  created_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.createdAt)],
  updated_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.updatedAt)],
});
export const RouterPage = pageOf('Router', RouterResponse);
