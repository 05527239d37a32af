export { HOST_NAME } from './rest/menus.js';
export { type Clock } from './clock.js';
export { type CallFault } from './faults.js';
export { type Hotspot, type LoginResult } from './hotspot/hotspot.js';
export { type RouterLogin, RouterOs, type RouterOsOptions, startRouterOs } from './router-os.js';
export { type DynamicAuthorization } from './radius/radius-router.js';
export { type SessionView, type TerminateCause } from './radius/hotspot-session.js';
export {
  type Patience,
  type RadiusAccounting,
  type RadiusAnswer,
  RadiusClient,
  type RadiusLogin,
  type RadiusServerPorts,
} from './radius/radius-client.js';
export {
  type DeviceLogin,
  type EndedSession,
  type LoginOutcome,
  RadiusRouter,
  type RadiusRouterOptions,
} from './radius/radius-router.js';
export { type Timers } from './radius/timers.js';
