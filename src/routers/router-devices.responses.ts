import { response } from '../common/openapi/response.js';
import {
  about,
  count,
  flag,
  instant,
  integerId,
  nullable,
  type Schema,
  text,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { type ConnectionTest } from './router-devices.service.js';
import { type DeviceInfo } from './router-os/device-info.js';

/** `POST /routers/{id}/test-connection/` */
export const ConnectionTestResponse = response<ConnectionTest>(
  'ConnectionTest',
  'The result of a connection test.',
).with({
  router_id: [integerId, 1, (r) => r.routerId],
  is_online: [flag, true, (r) => r.isOnline],
  last_checked: [
    about(
      'Null when the router was changed during the test, so that the result is not stored.',
      nullable(instant),
    ),
    '2026-03-01T09:30:00.000Z',
    (r) => toIso(r.lastChecked),
  ],
  code: [
    about('Why it is not online; null when it is.', nullable(text)),
    null,
    (r) => r.fault?.code ?? null,
  ],
  reason: [about('The same, as a sentence.', nullable(text)), null, (r) => r.fault?.reason ?? null],
});

/** `GET /routers/{id}/device-info/` */
export const DeviceInfoResponse = response<DeviceInfo & { readonly routerId: number }>(
  'DeviceInfo',
  'The system information of a router. Null where it reports none.',
).with({
  router_id: [integerId, 1, (r) => r.routerId],
  identity: [nullable(text), 'MikroTik', (info) => info.identity],
  version: [text, '7.16.2 (stable)', (info) => info.version],
  board_name: [nullable(text), 'hAP ax^3', (info) => info.boardName],
  architecture: [nullable(text), 'arm64', (info) => info.architecture],
  uptime: [about("In RouterOS's notation.", nullable(text)), '2d20h12m20s', (info) => info.uptime],
  cpu_count: [nullable(count), 4, (info) => info.cpuCount],
  cpu_load_percent: [nullable(count), 3, (info) => info.cpuLoadPercent],
  free_memory_bytes: [nullable(count), 742_391_808, (info) => info.freeMemoryBytes],
  total_memory_bytes: [nullable(count), 1_073_741_824, (info) => info.totalMemoryBytes],
  free_storage_bytes: [nullable(count), 98_611_200, (info) => info.freeStorageBytes],
  total_storage_bytes: [nullable(count), 134_217_728, (info) => info.totalStorageBytes],
});

const anyValue: Schema = { description: 'The answer of the router.' };

/** `POST /routers/{id}/execute-command/` */
export const CommandResponse = response<{ readonly routerId: number; readonly result: unknown }>(
  'CommandResult',
  "A router's answer to a command, as the router gave it.",
).with({
  router_id: [integerId, 1, (r) => r.routerId],
  result: [anyValue, [{ '.id': '*1', user: '0712345678', address: '10.5.50.10' }], (r) => r.result],
});
