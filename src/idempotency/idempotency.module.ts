import { Global, Module } from '@nestjs/common';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';
import { KeyBinding } from './key-binding.js';

/** Executes requests with an `Idempotency-Key` once, however often they are sent. */
@Global()
@Module({
  providers: [IdempotencyRepository, IdempotencyService, KeyBinding],
  exports: [IdempotencyRepository, IdempotencyService, KeyBinding],
})
export class IdempotencyModule {}
