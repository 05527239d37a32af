import { Global, Module } from '@nestjs/common';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';
import { KeyBinding } from './key-binding.js';

/** Requests that are carried out once, however often they are sent. */
@Global()
@Module({
  providers: [IdempotencyRepository, IdempotencyService, KeyBinding],
  exports: [IdempotencyRepository, IdempotencyService, KeyBinding],
})
export class IdempotencyModule {}
