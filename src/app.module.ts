import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AuthModule } from './auth/auth.module.js';
import { type Clock } from './common/clock.js';
import { CommonModule } from './common/common.module.js';
import { type Secret } from './common/crypto/secret.js';
import { KnownQueryModule } from './common/http/known-query.module.js';
import { type Logger } from './common/logging/logger.js';
import { ConfigModule } from './config/config.module.js';
import { type Settings } from './config/settings.js';
import { CredentialsModule } from './credentials/credentials.module.js';
import { credentialRequests } from './credentials/credentials.requests.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DocsModule } from './docs/docs.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { PackagesModule } from './packages/packages.module.js';
import { PaymentsModule } from './payments/payments.module.js';
import { CredentialFormats } from './providers/credential-formats.js';
import { PROVIDERS } from './providers/index.js';
import { type ProviderDefinition } from './providers/payment-provider.js';
import { PortalModule } from './portal/portal.module.js';
import { PortalPreviewModule } from './portal/preview/portal-preview.module.js';
import { PortalSettingsModule } from './portal/settings/portal-settings.module.js';
import { ProvidersModule } from './providers/providers.module.js';
import { RateLimitsModule } from './rate-limits/rate-limits.module.js';
import { ReturnPageModule } from './return-page/return-page.module.js';
import { type AddressPolicy } from './routers/router-os/address-policy.js';
import { type ProcessLoad } from './common/sales-bulkhead.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { RouterOsModule } from './routers/router-os/router-os.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { RoutersModule } from './routers/routers.module.js';
import { SearchModule } from './search/search.module.js';
import { UsersModule } from './users/users.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** The options of the application. */
export interface AppOptions {
  readonly settings: Settings;
  /** The URL of the database in the settings or of the embedded one. */
  readonly databaseUrl: Secret;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** The payment providers; by default all that there are. */
  readonly providers?: readonly ProviderDefinition[];
  /** The addresses that routers may have; by default those that the settings allow. */
  readonly routerAddresses?: AddressPolicy;
  /** The load that read priority measures; by default that of this process. */
  readonly processLoad?: ProcessLoad;
}

/**
 * The modules of the server. Of two matching routes the one listed first wins: `/routers/packages/`
 * before `/routers/{id}/`, `/payments/credentials/` before `/payments/{id}/`, `/portal/settings/`
 * and `/portal/preview/` before `/portal/{slug}/`.
 */
@Module({})
export class AppModule {
  static in(options: AppOptions): DynamicModule {
    const { settings, databaseUrl, logger, clock, routerAddresses, processLoad } = options;
    const providers = options.providers ?? PROVIDERS;
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(settings, clock),
        CommonModule.with({
          logger,
          poolSize: settings.database.poolSize,
          requestVariant: credentialRequests(new CredentialFormats(providers)),
          processLoad,
        }),
        DatabaseModule.at({
          url: databaseUrl,
          directUrl: settings.database.directUrl ?? databaseUrl,
          replicaUrl: settings.database.replicaUrl,
          poolSize: settings.database.poolSize,
        }),
        ProvidersModule.with(providers),
        AuthModule,
        RateLimitsModule,
        KnownQueryModule,
        IdempotencyModule,
        UsersModule,
        CredentialsModule,
        PackagesModule,
        RouterOsModule.reaching(routerAddresses),
        RoutersModule,
        // Before the module whose route takes any id below /payments.
        ReceiptsModule,
        WebhooksModule,
        PaymentsModule,
        AccessModule,
        SearchModule,
        ReportsModule,
        PortalPreviewModule,
        PortalSettingsModule,
        PortalModule,
        EventsModule,
        JobsModule,
        ReturnPageModule,
        HealthModule,
        MetricsModule,
        DocsModule,
        ...(settings.dashboard ? [DashboardModule] : []),
      ],
    };
  }
}
