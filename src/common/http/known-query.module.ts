import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { KnownQueryGuard } from './known-query.guard.js';

/**
 * Checks query parameters. Global guards run in the order of the modules, so it is imported after
 * `AuthModule` and `RateLimitsModule`.
 */
@Module({ providers: [{ provide: APP_GUARD, useClass: KnownQueryGuard }] })
export class KnownQueryModule {}
