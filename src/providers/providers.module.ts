import { Module } from '@nestjs/common';
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
      inject: [Metrics, ...PROVIDERS],
      useFactory: (metrics: Metrics, ...providers: PaymentProvider[]) =>
        new ProviderRegistry(providers.map((each) => new ObservedProvider(each, metrics))),
    },
  ],
  exports: [ProviderRegistry],
})
export class ProvidersModule {}
