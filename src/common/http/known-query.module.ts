import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { KnownQueryGuard } from './known-query.guard.js';

/** Checks query parameters. Guards run in the order of the modules: it is imported after those of access. */
@Module({ providers: [{ provide: APP_GUARD, useClass: KnownQueryGuard }] })
export class KnownQueryModule {}
