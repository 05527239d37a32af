import { type Language, LANGUAGES } from '#portal';
import { FieldSchema } from '../../common/openapi/field-schema.js';
import { IsIntegerId, IsOneOf, MayBeAbsent } from '../../common/validation/rules.js';
import { PortalSettingsRequest } from '../settings/portal-settings.requests.js';

export const PREVIEW_SCOPES = ['all', 'router'] as const;

/** `POST /portal/preview/`: settings as `PUT /portal/settings/` takes them, before they are saved. */
export class PortalPreviewRequest extends PortalSettingsRequest {
  @FieldSchema({ description: 'The router whose portal is shown.' })
  @IsIntegerId()
  router!: number;

  @FieldSchema({
    description:
      'What the settings are for: `all` routers, so that those of the router alone come first, or ' +
      'this `router`, so that those for all fill its gaps.',
  })
  @MayBeAbsent()
  @IsOneOf(PREVIEW_SCOPES)
  settings_for: (typeof PREVIEW_SCOPES)[number] = 'all';

  @MayBeAbsent()
  @IsOneOf(LANGUAGES)
  language: Language = 'en';
}
