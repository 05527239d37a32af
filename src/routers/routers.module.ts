import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RouterDevicesController } from './router-devices.controller.js';
import { RouterDevicesService } from './router-devices.service.js';
import { AuthModule } from '../auth/auth.module.js';
import { NasAddressPolicy } from './nas-address-policy.js';
import { RouterSubscribers } from './router-subscribers.js';
import { RouterEntity } from './router.entity.js';
import { RoutersController } from './routers.controller.js';
import { RoutersRepository } from './routers.repository.js';
import { RoutersService } from './routers.service.js';
import { TunnelAddresses } from './tunnel-addresses.js';

@Module({
  imports: [AuthModule, TypeOrmModule.forFeature([RouterEntity])],
  controllers: [RoutersController, RouterDevicesController],
  providers: [
    NasAddressPolicy,
    RoutersRepository,
    RoutersService,
    RouterDevicesService,
    RouterSubscribers,
    TunnelAddresses,
  ],
  exports: [RoutersService, RouterSubscribers, TunnelAddresses],
})
export class RoutersModule {}
