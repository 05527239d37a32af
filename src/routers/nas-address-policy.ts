import { Injectable } from '@nestjs/common';
import { isIPv4 } from 'node:net';
import { Ipv4Network } from '../common/network/ipv4-network.js';
import { Settings } from '../config/settings.js';
import { TunnelAddresses } from './tunnel-addresses.js';

/** Decides which addresses operators may set for their routers. */
@Injectable()
export class NasAddressPolicy {
  private readonly isFree: boolean;
  private readonly clients: readonly Ipv4Network[];

  constructor(
    settings: Settings,
    private readonly tunnel: TunnelAddresses,
  ) {
    this.isFree = settings.onboarding.nasAddressMode === 'operator';
    this.clients = settings.radius.clients.map((network) => Ipv4Network.parse(network));
  }

  /**
   * Explains why an operator may not set this address, as the rest of a sentence about it; null when
   * it may be set. The present address may always be sent again.
   */
  refusalOf(given: string | null | undefined, present: string | null): string | null {
    if (given === undefined || given === present) return null;
    if (!this.isFree) return 'is assigned by this server';
    if (given === null) return null;
    if (this.tunnel.network.contains(given)) {
      return 'is an address of the tunnel, which this server assigns';
    }
    // FreeRADIUS ignores packets from elsewhere.
    const isHeard = isIPv4(given) && this.clients.some((network) => network.contains(given));
    return isHeard ? null : 'is in none of the networks that this server takes packets from';
  }
}
