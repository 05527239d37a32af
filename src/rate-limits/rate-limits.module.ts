import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { Counters } from './counters.js';
import { LoginLimit } from './login-limit.js';
import { FloodInterceptor } from './portal-limits.interceptors.js';
import { PortalLimits } from './portal-limits.js';
import { PromptLimit } from './prompt-limit.js';
import { RateLimitsRepository } from './rate-limits.repository.js';
import { RegistrationLimit } from './registration-limit.js';

/** How often things may be done; the numbers are in `allowances.ts`. */
@Global()
@Module({
  providers: [
    Counters,
    PromptLimit,
    PortalLimits,
    LoginLimit,
    RegistrationLimit,
    RateLimitsRepository,
    { provide: APP_INTERCEPTOR, useClass: FloodInterceptor },
  ],
  exports: [PromptLimit, PortalLimits, LoginLimit, RegistrationLimit, RateLimitsRepository],
})
export class RateLimitsModule {}
