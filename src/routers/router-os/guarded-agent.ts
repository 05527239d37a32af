import { type LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { type Agent } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressPolicy } from './address-policy.js';

/** Resolves a host name. */
export type HostResolver = (host: string) => Promise<readonly LookupAddress[]>;

/** The resolver of the operating system, including the hosts file. */
export const systemResolver: HostResolver = (host) => lookup(host, { all: true });

/** The code of {@link AddressRefused}, which survives the HTTP client's wrapper. */
export const ADDRESS_REFUSED = 'ERR_ADDRESS_REFUSED';

/** The policy refuses the address. The message is the policy's. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = ADDRESS_REFUSED;
}

/**
 * Makes an agent connect only to addresses that the policy allows.
 *
 * The check is part of the socket's own lookup, and the socket connects to the checked address, so
 * that DNS rebinding has no effect. An IP address is never looked up, so it is checked beforehand.
 */
export function guarded<A extends Agent>(
  agent: A,
  policy: AddressPolicy,
  resolve: HostResolver,
): A {
  const connect = agent.createConnection.bind(agent);
  const checkedLookup = lookupUnder(policy, resolve);
  agent.createConnection = (options, callback) => {
    const host = options.host ?? '';
    const refusal = isIP(host) === 0 ? null : policy.refusalOf(host);
    if (refusal === null) return connect({ ...options, lookup: checkedLookup }, callback);
    // Node accepts an error without a socket, but its types do not.
    const refuse = callback as ((error: Error) => void) | undefined;
    process.nextTick(() => refuse?.(new AddressRefused(refusal)));
    return undefined;
  };
  return agent;
}

/** One refused address among several refuses the name. */
function lookupUnder(policy: AddressPolicy, resolve: HostResolver): LookupFunction {
  const checked = async (host: string): Promise<LookupAddress[]> => {
    const addresses = await resolve(host);
    for (const { address } of addresses) {
      const refusal = policy.refusalOf(address);
      if (refusal !== null) throw new AddressRefused(refusal);
    }
    return [...addresses];
  };
  return (host, options, callback) => {
    checked(host).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, []);
      },
    );
  };
}
