import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { AddressPolicy, RouterAddressPolicy } from './address-policy.js';
import { RouterOsClient } from './router-os.client.js';

/** Talks to routers. */
@Global()
@Module({})
export class RouterOsModule {
  /** @param policy which addresses routers may have; by the settings unless a test says otherwise */
  static reaching(policy?: AddressPolicy): DynamicModule {
    return {
      module: RouterOsModule,
      providers: [
        {
          provide: AddressPolicy,
          inject: [Settings],
          useFactory: ({ routers }: Settings) =>
            policy ?? new RouterAddressPolicy(routers.privateNetworks),
        },
        {
          provide: RouterOsClient,
          inject: [AddressPolicy, Settings],
          useFactory: (allowed: AddressPolicy, { routers }: Settings) =>
            new RouterOsClient(allowed, routers.timeoutMs),
        },
      ],
      exports: [RouterOsClient],
    };
  }
}
