import { isJsonObject } from '../../common/json/storable-json.js';

/** What a router says of itself. Null is what it does not say. */
export interface DeviceInfo {
  readonly identity: string | null;
  /** Such as `7.16.2 (stable)`. */
  readonly version: string;
  readonly boardName: string | null;
  readonly architecture: string | null;
  /** In RouterOS's notation, such as `2d20h12m20s`. */
  readonly uptime: string | null;
  readonly cpuCount: number | null;
  readonly cpuLoadPercent: number | null;
  readonly freeMemoryBytes: number | null;
  readonly totalMemoryBytes: number | null;
  readonly freeStorageBytes: number | null;
  readonly totalStorageBytes: number | null;
}

/**
 * Reads `/rest/system/resource` and `/rest/system/identity`. RouterOS writes every value as text,
 * and early versions put the one object into a list. Null when the resource is not RouterOS's.
 */
export function readDeviceInfo(resource: unknown, identity: unknown): DeviceInfo | null {
  const said = single(resource);
  const version = textOf(said.version);
  if (version === null) return null;
  return {
    identity: textOf(single(identity).name),
    version,
    boardName: textOf(said['board-name']),
    architecture: textOf(said['architecture-name']),
    uptime: textOf(said.uptime),
    cpuCount: numberOf(said['cpu-count']),
    cpuLoadPercent: numberOf(said['cpu-load']),
    freeMemoryBytes: numberOf(said['free-memory']),
    totalMemoryBytes: numberOf(said['total-memory']),
    freeStorageBytes: numberOf(said['free-hdd-space']),
    totalStorageBytes: numberOf(said['total-hdd-space']),
  };
}

function single(answer: unknown): Readonly<Record<string, unknown>> {
  const object: unknown = Array.isArray(answer) ? answer[0] : answer;
  return isJsonObject(object) ? object : {};
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const numberOf = (value: unknown): number | null =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
