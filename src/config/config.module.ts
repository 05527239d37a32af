import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '../common/clock.js';
import { KeyRing } from '../common/crypto/key-ring.js';
import { Settings } from './settings.js';

/** Provides the settings, the clock and the key ring for secrets to all modules. */
@Global()
@Module({})
export class ConfigModule {
  static with(settings: Settings, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: Settings, useValue: settings },
        { provide: Clock, useValue: clock },
        { provide: KeyRing, useValue: KeyRing.parse(settings.encryptionKeys, clock) },
      ],
      exports: [Settings, Clock, KeyRing],
    };
  }
}
