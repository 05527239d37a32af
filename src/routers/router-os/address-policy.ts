import { networkInterfaces } from 'node:os';
import { addressKind, canonicalAddress } from './address-kind.js';

/** Decides which addresses of routers the server may connect to. */
export abstract class AddressPolicy {
  /** Explains why an IP address is refused, as a sentence; null when it is allowed. */
  abstract refusalOf(address: string): string | null;
}

const OFF_LIMITS =
  'The address leads to this server, its cloud or another place where no router is. ' +
  "Enter the router's own address.";
const PRIVATE_SWITCHED_OFF =
  'This server does not connect to private addresses. Enter a public address of the router, ' +
  'or ask whoever runs the server to turn ROUTER_PRIVATE_NETWORKS on.';

/**
 * Allows public addresses and, if the setting allows it, private ones. Addresses of the server itself
 * or of its cloud are refused, to prevent server-side request forgery.
 */
export class RouterAddressPolicy extends AddressPolicy {
  /**
   * @param privateNetworks whether private addresses are allowed
   * @param ownAddresses returns the current addresses of this machine
   */
  constructor(
    private readonly privateNetworks: boolean,
    private readonly ownAddresses: () => readonly string[] = interfaceAddresses,
  ) {
    super();
  }

  override refusalOf(address: string): string | null {
    const kind = addressKind(address);
    if (kind === 'off_limits' || this.isOwn(address)) return OFF_LIMITS;
    return kind === 'private' && !this.privateNetworks ? PRIVATE_SWITCHED_OFF : null;
  }

  private isOwn(address: string): boolean {
    const canonical = canonicalAddress(address);
    return this.ownAddresses().some((own) => canonicalAddress(own) === canonical);
  }
}

const interfaceAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((entries) =>
    (entries ?? []).map(({ address }) => address),
  );
