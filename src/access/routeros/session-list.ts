import { type ActiveSession } from './router-hotspot.js';

/** Sessions of one device that are taken from one list. A device has one, and two while it moves. */
const PER_DEVICE = 2;
/** Sessions that are taken from one list. */
const IN_ALL = 10_000;

/**
 * The sessions that a router lists, as far as they can be true. A faulty or hostile router may list
 * one device under any number of ids, and each would be looked up and recorded.
 */
export function limitedSessions(listed: readonly ActiveSession[]): ActiveSession[] {
  const ofDevice = new Map<string, number>();
  return listed
    .filter(({ macAddress }) => {
      const count = (ofDevice.get(macAddress) ?? 0) + 1;
      ofDevice.set(macAddress, count);
      return count <= PER_DEVICE;
    })
    .slice(0, IN_ALL);
}
