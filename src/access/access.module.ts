import { Module } from '@nestjs/common';
import { AccessRetentionRepository } from './access-retention.repository.js';

/** What customers may use, and how routers let them in. */
@Module({
  providers: [AccessRetentionRepository],
  exports: [AccessRetentionRepository],
})
export class AccessModule {}
