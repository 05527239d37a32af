import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Counters } from './counters.js';
import { EventsLimit } from './events-limit.js';
import { FloodGuard } from './flood.guard.js';
import { LoginLimit } from './login-limit.js';
import { LoginTicketLimit } from './login-ticket-limit.js';
import { LogoLimit } from './logo-limit.js';
import { PasswordMailLimit } from './password-mail-limit.js';
import { PortalLimits } from './portal-limits.js';
import { PromptLimit } from './prompt-limit.js';
import { RateLimitsRepository } from './rate-limits.repository.js';
import { ReconnectLimit } from './reconnect-limit.js';
import { RegistrationLimit } from './registration-limit.js';
import { TokenLimit } from './token-limit.js';

const LIMITS = [
  Counters,
  PromptLimit,
  PortalLimits,
  LoginLimit,
  TokenLimit,
  RegistrationLimit,
  ReconnectLimit,
  LoginTicketLimit,
  PasswordMailLimit,
  LogoLimit,
  EventsLimit,
  RateLimitsRepository,
];

/** The rate limits; the numbers are in `allowances.ts`. */
@Global()
@Module({
  providers: [
    ...LIMITS,
    // It runs after the guard of the auth module, because it needs the caller.
    { provide: APP_GUARD, useClass: FloodGuard },
  ],
  exports: LIMITS,
})
export class RateLimitsModule {}
