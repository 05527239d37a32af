import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Metrics } from '../metrics/metrics.js';
import { PROVIDERS } from './index.js';
import { ObservedProvider } from './observed-provider.js';
import { type PaymentProvider } from './payment-provider.js';
import { ProviderRegistry } from './provider-registry.js';

@Module({
  providers: [
    ...PROVIDERS,
    {
      provide: ProviderRegistry,
      inject: [Metrics, Clock, ...PROVIDERS],
      useFactory: (metrics: Metrics, clock: Clock, ...providers: PaymentProvider[]) =>
        new ProviderRegistry(
          providers.map((each) => new ObservedProvider(each, metrics)),
          clock,
        ),
    },
  ],
  exports: [ProviderRegistry],
})
export class ProvidersModule {}
