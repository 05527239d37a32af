import { Module } from '@nestjs/common';
import { PROVIDERS } from './index.js';
import { type PaymentProvider } from './payment-provider.js';
import { ProviderRegistry } from './provider-registry.js';

@Module({
  providers: [
    ...PROVIDERS,
    {
      provide: ProviderRegistry,
      inject: [...PROVIDERS],
      useFactory: (...providers: PaymentProvider[]) => new ProviderRegistry(providers),
    },
  ],
  exports: [ProviderRegistry],
})
export class ProvidersModule {}
