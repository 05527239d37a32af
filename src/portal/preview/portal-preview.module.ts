import { Module } from '@nestjs/common';
import { PackagesModule } from '../../packages/packages.module.js';
import { RoutersModule } from '../../routers/routers.module.js';
import { PortalSettingsModule } from '../settings/portal-settings.module.js';
import {
  PortalPreviewController,
  PortalPreviewPageController,
} from './portal-preview.controller.js';
import { PortalPreviewService } from './portal-preview.service.js';
import { SealedPreviews } from './sealed-preview.js';

/** Previews of the hosted portal. */
@Module({
  imports: [PackagesModule, PortalSettingsModule, RoutersModule],
  controllers: [PortalPreviewController, PortalPreviewPageController],
  providers: [PortalPreviewService, SealedPreviews],
})
export class PortalPreviewModule {}
