import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Metrics } from '../metrics/metrics.js';
import { CredentialFormats } from './credential-formats.js';
import { ObservedProvider } from './observed-provider.js';
import { type PaymentProvider, type ProviderDefinition } from './payment-provider.js';
import { ProviderRegistry } from './provider-registry.js';

/** Makes the providers that can take payments, and the formats of their credentials. */
@Global()
@Module({})
export class ProvidersModule {
  static with(definitions: readonly ProviderDefinition[]): DynamicModule {
    const classes = definitions.map(({ provider }) => provider);
    return {
      module: ProvidersModule,
      providers: [
        ...classes,
        {
          provide: ProviderRegistry,
          inject: [Metrics, Clock, ...classes],
          useFactory: (metrics: Metrics, clock: Clock, ...providers: PaymentProvider[]) =>
            new ProviderRegistry(
              providers.map((each) => new ObservedProvider(each, metrics)),
              clock,
            ),
        },
        { provide: CredentialFormats, useValue: new CredentialFormats(definitions) },
      ],
      exports: [ProviderRegistry, CredentialFormats],
    };
  }
}
