import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RouterDevicesController } from './router-devices.controller.js';
import { RouterDevicesService } from './router-devices.service.js';
import { RouterEntity } from './router.entity.js';
import { RoutersController } from './routers.controller.js';
import { RoutersRepository } from './routers.repository.js';
import { RoutersService } from './routers.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([RouterEntity])],
  controllers: [RoutersController, RouterDevicesController],
  providers: [RoutersRepository, RoutersService, RouterDevicesService],
  exports: [RoutersService],
})
export class RoutersModule {}
