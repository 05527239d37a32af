import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { RoutersModule } from '../../routers/routers.module.js';
import { NasRepository } from '../radius/nas.repository.js';
import { RouterSetupController } from './router-setup.controller.js';
import { RouterSetupRepository } from './router-setup.repository.js';
import { RouterSetupService } from './router-setup.service.js';
import { SetupTargets } from './setup-targets.js';

/** Shows operators how their routers are set up. */
@Module({
  imports: [AuthModule, RoutersModule],
  controllers: [RouterSetupController],
  providers: [NasRepository, RouterSetupRepository, RouterSetupService, SetupTargets],
  exports: [NasRepository],
})
export class RouterSetupModule {}
