import { response } from '../../common/openapi/response.js';
import { about, instant, nullable, text } from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { PortalSettingsResponse } from '../settings/portal-settings.response.js';
import { type MadePreview } from './portal-preview.service.js';

/** `POST /portal/preview/` */
export const PortalPreviewResponse = response<MadePreview>(
  'PortalPreview',
  'A preview of a portal.',
).with({
  path: [
    about(
      'The path of the page, below the address of the API. Whoever has it sees the page.',
      text,
    ),
    '/portal/preview/gAAAAABpo…',
    (preview) => `/portal/preview/${preview.text}`,
  ],
  expires_at: [instant, '2026-03-01T09:05:00.000Z', ({ expiresAt }) => toIso(expiresAt)],
  logo: [
    about('The logo as it is shown, and would be stored.', nullable(text)),
    PortalSettingsResponse.example.logo,
    ({ logo }) => logo,
  ],
});
