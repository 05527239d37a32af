import { Injectable } from '@nestjs/common';
import { hostedPortalUrl } from '../../common/http/portal-url.js';
import { Settings } from '../../config/settings.js';
import { type ProviderCode } from '../../providers/provider-code.js';
import { ProviderRegistry } from '../../providers/provider-registry.js';
import { type RouterEntity } from '../../routers/router.entity.js';
import { TunnelAddresses } from '../../routers/tunnel-addresses.js';
import { type RadiusTarget, type TunnelTarget } from './setup-script.js';

/** Says where routers and their customers find this server. */
@Injectable()
export class SetupTargets {
  constructor(
    private readonly settings: Settings,
    private readonly tunnels: TunnelAddresses,
    private readonly providers: ProviderRegistry,
  ) {}

  /** Where routers send RADIUS packets. */
  get radius(): Omit<RadiusTarget, 'secret'> {
    const { authPort, acctPort } = this.settings.radius;
    return { server: this.settings.onboarding.radiusAddress, authPort, acctPort };
  }

  /** The tunnel for a router; undefined where there is none, or for an address outside of it. */
  tunnelFor({ nasAddress }: Pick<RouterEntity, 'nasAddress'>): TunnelTarget | undefined {
    const { wireguard } = this.settings.onboarding;
    const isInside = nasAddress !== null && this.tunnels.network.contains(nasAddress);
    return wireguard && isInside ? { ...wireguard, server: this.tunnels.server } : undefined;
  }

  /** The address of the portal of a router on this server. */
  hostedPortal(slug: string): string {
    return hostedPortalUrl(this.settings.onboarding.portalUrl, slug);
  }

  /** The hosts that customers reach before they have paid: portal, server and payment pages. */
  walledGarden(portalUrl: string, providersInUse: readonly ProviderCode[]): readonly string[] {
    const checkouts = providersInUse.flatMap(
      (code) => this.providers.find(code)?.capabilities.checkoutHosts ?? [],
    );
    const own = [this.settings.server.publicUrl, portalUrl].map((url) => new URL(url).hostname);
    return [...new Set([...own, ...checkouts])];
  }
}
