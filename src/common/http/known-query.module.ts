import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { KnownQueryInterceptor } from './known-query.interceptor.js';

/** Checks query parameters on all routes, before the interceptors of a route count or store. */
@Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: KnownQueryInterceptor }] })
export class KnownQueryModule {}
