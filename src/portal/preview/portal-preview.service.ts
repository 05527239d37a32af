import { Injectable } from '@nestjs/common';
import { type Language, renderPreview } from '#portal';
import { Clock } from '../../common/clock.js';
import { PackagesService } from '../../packages/packages.service.js';
import { RoutersService } from '../../routers/routers.service.js';
import { frameLook, TIME_ZONE } from '../portal-frame.js';
import { offerOf } from '../portal-offer.js';
import { type PortalFields, type PortalLook } from '../settings/portal-look.js';
import { PortalSettingsService } from '../settings/portal-settings.service.js';
import { type PREVIEW_SCOPES } from './portal-preview.requests.js';
import { type PortalPreview, type SealedPreview, SealedPreviews } from './sealed-preview.js';

/** What is to be seen. */
export interface WantedPreview {
  readonly userId: number;
  readonly routerId: number;
  readonly scope: (typeof PREVIEW_SCOPES)[number];
  readonly language: Language;
  readonly fields: PortalFields;
}

/** The address of a preview, and the logo as it is shown. */
export interface MadePreview extends SealedPreview {
  readonly logo: string | null;
}

/** A page as it is sent. */
export interface PreviewPage {
  readonly html: string;
  readonly language: Language;
  readonly policy: string;
}

/** Links lead nowhere: the preview is to be looked at. */
const NOWHERE = '#';

/** Shows operators the portal with settings that are not saved. */
@Injectable()
export class PortalPreviewService {
  constructor(
    private readonly routers: RoutersService,
    private readonly settings: PortalSettingsService,
    private readonly packages: PackagesService,
    private readonly previews: SealedPreviews,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the address of a preview.
   * @throws ApiError 400 for a logo that cannot be read, 404, 429 after too many logos
   */
  async create(wanted: WantedPreview): Promise<MadePreview> {
    const { userId, routerId, scope, language } = wanted;
    const router = await this.routers.getOwned(userId, routerId);
    const other = await this.settings.get(userId, scope === 'all' ? routerId : null);
    const logo = await this.settings.previewLogo(userId, wanted.fields.logo);
    const given = { ...wanted.fields, logo };
    const [first, second] = scope === 'all' ? [other, given] : [given, other];
    const look = combined(first, second, router.name);
    return { ...this.previews.seal({ userId, routerId, language, look }), logo };
  }

  /** The page of a preview; null when there is none at this address any more. */
  async find(text: string): Promise<PreviewPage | null> {
    const preview = this.previews.open(text);
    return preview && this.render(preview);
  }

  private async render({ userId, routerId, language, look }: PortalPreview): Promise<PreviewPage> {
    const { packages } = await this.packages.listForSale(userId, routerId);
    const offers = packages.map((each) => ({ ...offerOf(each), url: NOWHERE }));
    const frame = {
      language,
      look: frameLook(look),
      timeZone: TIME_ZONE,
      now: this.clock.now(),
      urls: { home: NOWHERE, alreadyPaid: NOWHERE, otherLanguage: null },
    };
    return { ...renderPreview({ offers }, frame), language };
  }
}

/** The fields of the first that are set, then those of the second. */
const combined = (first: PortalFields, second: PortalFields, routerName: string): PortalLook => ({
  name: first.name ?? second.name ?? routerName,
  color: first.color ?? second.color,
  logo: first.logo ?? second.logo,
  supportPhone: first.supportPhone ?? second.supportPhone,
  termsUrl: first.termsUrl ?? second.termsUrl,
  notice: first.notice ?? second.notice,
});
