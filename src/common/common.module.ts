import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { BackgroundWork } from './background-work.js';
import { Draining } from './http/draining.js';
import { ErrorFilter } from './http/error.filter.js';
import { ErrorPages } from './http/error-pages.js';
import { LOGGER, type Logger } from './logging/logger.js';
import { type ProcessLoad, processLoad, SalesBulkhead } from './sales-bulkhead.js';
import { createValidationPipe, type RequestVariant } from './validation/validation.pipe.js';

/** What the common providers are made of. */
interface CommonOptions {
  readonly logger: Logger;
  /** How many connections to the database the process has. */
  readonly poolSize: number;
  /** Chooses the class to validate a body against. */
  readonly requestVariant: RequestVariant;
  /** The load that read priority measures; by default that of this process. */
  readonly processLoad: ProcessLoad | undefined;
}

/** Provides what every feature uses: the log, background work, validation and the error format. */
@Global()
@Module({})
export class CommonModule {
  static with({
    logger,
    poolSize,
    requestVariant,
    processLoad: load = processLoad(),
  }: CommonOptions): DynamicModule {
    return {
      module: CommonModule,
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: APP_PIPE, useFactory: () => createValidationPipe(requestVariant) },
        { provide: APP_FILTER, useClass: ErrorFilter },
        BackgroundWork,
        Draining,
        ErrorPages,
        { provide: SalesBulkhead, useFactory: () => new SalesBulkhead(poolSize, load) },
      ],
      exports: [LOGGER, BackgroundWork, Draining, ErrorPages, SalesBulkhead],
    };
  }
}
