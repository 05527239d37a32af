import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RouterEntity } from './router.entity.js';
import { RoutersController } from './routers.controller.js';
import { RoutersRepository } from './routers.repository.js';
import { RoutersService } from './routers.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([RouterEntity])],
  controllers: [RoutersController],
  providers: [RoutersRepository, RoutersService],
  exports: [RoutersService],
})
export class RoutersModule {}
