import { type LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { type Agent } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressPolicy } from './address-policy.js';

/** Finds the addresses of a host name. */
export type HostResolver = (host: string) => Promise<readonly LookupAddress[]>;

/** As the operating system does it, hosts file included. */
export const systemResolver: HostResolver = (host) => lookup(host, { all: true });

/** How {@link AddressRefused} is recognised once an HTTP client has wrapped it. */
export const ADDRESS_REFUSED = 'ERR_ADDRESS_REFUSED';

/** The address may not be connected to. The message is the policy's sentence. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = ADDRESS_REFUSED;
}

/**
 * Makes an agent connect only to addresses that the policy allows.
 *
 * The check is the socket's own look-up, and the socket connects to what was checked: a name that
 * leads elsewhere a moment later gains nothing. An address that is written out is never looked up,
 * so it is checked beforehand.
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
    // Node takes an error without a socket; its types do not say so.
    const refuse = callback as ((error: Error) => void) | undefined;
    process.nextTick(() => refuse?.(new AddressRefused(refusal)));
    return undefined;
  };
  return agent;
}

/** One forbidden address among several forbids the name: no router has such a name. */
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
