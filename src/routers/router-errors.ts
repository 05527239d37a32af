import { ApiError, conflict, invalidFields, notFound } from '../common/errors/api-error.js';
import { type RouterFault, type RouterFaultKind } from './router-os/router-fault.js';

/** The router does not exist, is archived, or belongs to another operator. */
export const routerNotFound = (): ApiError =>
  notFound('router_not_found', 'Router not found or access denied');

/** The encryption key of the router's password is missing. */
export const routerPasswordUnreadable = (cause: unknown): ApiError =>
  new ApiError(
    500,
    'router_password_unreadable',
    "The router's stored password cannot be decrypted. Set it again.",
    { cause },
  );

/** An address that the operator may not set, with the reason. */
export const nasAddressRefused = (reason: string): ApiError =>
  invalidFields({ nas_address: [`nas_address ${reason}`] });

/** Another router has the address, or had it a moment ago. */
export const nasAddressTaken = (): ApiError =>
  nasAddressRefused('is the address of another router');

/** Another router has the key. */
export const tunnelKeyTaken = (): ApiError =>
  invalidFields({
    wireguard_public_key: ['wireguard_public_key is the key of another router: each needs its own'],
  });

/** The server gives no access through the router, so there is nothing to set up. */
export const accessMethodMissing = (): ApiError =>
  conflict(
    'access_method_missing',
    'The access_method of this router is none: set it to radius or routeros_api first.',
  );

/** RouterOS 6 has no REST API. */
export const noRestApi = (): ApiError =>
  invalidFields({
    routeros: ['RouterOS 6 has no REST API: set access_method to radius, or update the router.'],
  });

/** Only a router that uses RADIUS has a shared secret. */
export const noRadiusRouter = (): ApiError =>
  conflict(
    'access_method_not_radius',
    'Only a router whose access_method is radius has a RADIUS secret.',
  );

/** All addresses of the tunnel are in use. */
export const noTunnelAddress = (): ApiError =>
  conflict(
    'no_tunnel_address',
    'Every address of the tunnel is taken. Whoever runs this server can enlarge TUNNEL_NETWORK.',
  );

/** The operator has more routers in the tunnel than anyone needs. */
export const tooManyTunnelAddresses = (): ApiError =>
  conflict('too_many_tunnel_addresses', 'You have too many routers in the tunnel.');

/** 400 for faults of the stored settings, 502 and 504 for faults of the router. */
const STATUS: Readonly<Record<RouterFaultKind, number>> = {
  address_refused: 400,
  credentials_refused: 400,
  command_refused: 400,
  certificate_refused: 502,
  bad_answer: 502,
  unreachable: 502,
  timeout: 504,
};

/** The error code of a router fault. */
export const routerFaultCode = ({ kind }: RouterFault): string => `router_${kind}`;

/** A router fault as an API error. */
export const routerFault = (fault: RouterFault): ApiError =>
  new ApiError(STATUS[fault.kind], routerFaultCode(fault), fault.message, { cause: fault });
