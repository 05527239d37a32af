import { isJsonObject } from '../../common/json/storable-json.js';

/** The system information of a router. Null where it reports none. */
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
 * Parses `/rest/system/resource` and `/rest/system/identity`. RouterOS sends every value as a string,
 * and early versions wrap the object in a list. Null when it is not from RouterOS.
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
