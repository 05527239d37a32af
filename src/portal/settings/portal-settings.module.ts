import { Module } from '@nestjs/common';
import { PortalSettingsRepository } from './portal-settings.repository.js';
import { PortalSettingsService } from './portal-settings.service.js';

/** How the hosted portal looks. */
@Module({
  providers: [PortalSettingsRepository, PortalSettingsService],
  exports: [PortalSettingsService],
})
export class PortalSettingsModule {}
