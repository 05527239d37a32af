import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RouterEntity } from '../routers/router.entity.js';
import { CopyPackageService } from './copy-package.service.js';
import { PackageCopiesRepository } from './package-copies.repository.js';
import { PackageEntity } from './package.entity.js';
import { PackagesController } from './packages.controller.js';
import { PackagesRepository } from './packages.repository.js';
import { PackagesService } from './packages.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([PackageEntity, RouterEntity])],
  controllers: [PackagesController],
  providers: [CopyPackageService, PackageCopiesRepository, PackagesRepository, PackagesService],
  exports: [PackagesService],
})
export class PackagesModule {}
