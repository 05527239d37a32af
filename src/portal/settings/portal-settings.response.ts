import { response } from '../../common/openapi/response.js';
import { about, integerId, nullable, text, uri } from '../../common/openapi/schema.js';
import { type PortalFields } from './portal-look.js';

/** The settings of a portal, and what they are for. */
export interface ShownPortalSettings extends PortalFields {
  readonly routerId: number | null;
}

/** An empty picture of one pixel. */
const EXAMPLE_LOGO =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** `GET` and `PUT /portal/settings/` */
export const PortalSettingsResponse = response<ShownPortalSettings>(
  'PortalSettings',
  'What the hosted portal shows. Null: not set, so that the value for all routers or the default is shown.',
).with({
  router: [about('Null: for all routers.', nullable(integerId)), null, (s) => s.routerId],
  name: [nullable(text), 'Mama Njeri WiFi', (s) => s.name],
  color: [nullable(text), '#0a6a3a', (s) => s.color],
  logo: [about('A data URL of a PNG or JPEG file.', nullable(text)), EXAMPLE_LOGO, (s) => s.logo],
  support_phone: [about('In E.164.', nullable(text)), '+254712345678', (s) => s.supportPhone],
  terms_url: [nullable(uri), 'https://mama-njeri.example/terms', (s) => s.termsUrl],
  notice: [nullable(text), 'No network on Sunday from 10 to 12.', (s) => s.notice],
});
