import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { BackgroundWork } from './background-work.js';
import { Draining } from './http/draining.js';
import { ErrorFilter } from './http/error.filter.js';
import { LOGGER, type Logger } from './logging/logger.js';
import { type ProcessLoad, processLoad, SalesBulkhead } from './sales-bulkhead.js';
import { createValidationPipe } from './validation/validation.pipe.js';

/** Provides what every feature uses: the log, background work, validation and the error format. */
@Global()
@Module({})
export class CommonModule {
  /**
   * @param poolSize how many connections to the database the process has
   * @param load the load that read priority measures; by default that of this process
   */
  static with(logger: Logger, poolSize: number, load: ProcessLoad = processLoad()): DynamicModule {
    return {
      module: CommonModule,
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: APP_PIPE, useFactory: createValidationPipe },
        { provide: APP_FILTER, useClass: ErrorFilter },
        BackgroundWork,
        Draining,
        { provide: SalesBulkhead, useFactory: () => new SalesBulkhead(poolSize, load) },
      ],
      exports: [LOGGER, BackgroundWork, Draining, SalesBulkhead],
    };
  }
}
