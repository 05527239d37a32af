import { toIso } from '../common/time/instant.js';
import { type ConnectionTest } from './router-devices.service.js';
import { type DeviceInfo } from './router-os/device-info.js';

/** A connection test as the API shows it. */
export const connectionTestResponse = (test: ConnectionTest) => ({
  router_id: test.routerId,
  is_online: test.isOnline,
  last_checked: toIso(test.lastChecked),
  code: test.fault?.code ?? null,
  reason: test.fault?.reason ?? null,
});

/** The system information of a router as the API shows it. */
export const deviceInfoResponse = (routerId: number, info: DeviceInfo) => ({
  router_id: routerId,
  identity: info.identity,
  version: info.version,
  board_name: info.boardName,
  architecture: info.architecture,
  uptime: info.uptime,
  cpu_count: info.cpuCount,
  cpu_load_percent: info.cpuLoadPercent,
  free_memory_bytes: info.freeMemoryBytes,
  total_memory_bytes: info.totalMemoryBytes,
  free_storage_bytes: info.freeStorageBytes,
  total_storage_bytes: info.totalStorageBytes,
});
