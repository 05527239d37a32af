import { Module } from '@nestjs/common';
import { RoutersModule } from '../../routers/routers.module.js';
import { PortalSettingsController } from './portal-settings.controller.js';
import { PortalSettingsRepository } from './portal-settings.repository.js';
import { PortalSettingsService } from './portal-settings.service.js';

/** How the hosted portal looks. */
@Module({
  imports: [RoutersModule],
  controllers: [PortalSettingsController],
  providers: [PortalSettingsRepository, PortalSettingsService],
  exports: [PortalSettingsService],
})
export class PortalSettingsModule {}
