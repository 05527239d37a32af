import { answer, type Description } from '../common/openapi/describe.decorator.js';
import {
  about,
  count,
  flag,
  instant,
  integerId,
  nullable,
  resource,
  text,
} from '../common/openapi/schema.js';
import { type CommandResponse } from './router-devices.controller.js';
import {
  type connectionTestResponse,
  type deviceInfoResponse,
} from './router-devices.responses.js';
import { routerFault, routerNotFound, routerPasswordUnreadable } from './router-errors.js';
import { RouterFault, type RouterFaultKind } from './router-os/router-fault.js';
import { LOGIN_REFUSED } from './router-os/router-os.errors.js';

const ConnectionTest = resource<ReturnType<typeof connectionTestResponse>>(
  'ConnectionTest',
  'The result of a connection test.',
  {
    router_id: integerId,
    is_online: flag,
    last_checked: about(
      'Null when the router was changed during the test, so that the result is not stored.',
      nullable(instant),
    ),
    code: about('Why it is not online; null when it is.', nullable(text)),
    reason: about('The same, as a sentence.', nullable(text)),
  },
  {
    router_id: 1,
    is_online: true,
    last_checked: '2026-03-01T09:30:00.000Z',
    code: null,
    reason: null,
  },
);

const DeviceInfo = resource<ReturnType<typeof deviceInfoResponse>>(
  'DeviceInfo',
  'The system information of a router. Null where it reports none.',
  {
    router_id: integerId,
    identity: nullable(text),
    version: text,
    board_name: nullable(text),
    architecture: nullable(text),
    uptime: about("In RouterOS's notation.", nullable(text)),
    cpu_count: nullable(count),
    cpu_load_percent: nullable(count),
    free_memory_bytes: nullable(count),
    total_memory_bytes: nullable(count),
    free_storage_bytes: nullable(count),
    total_storage_bytes: nullable(count),
  },
  {
    router_id: 1,
    identity: 'MikroTik',
    version: '7.16.2 (stable)',
    board_name: 'hAP ax^3',
    architecture: 'arm64',
    uptime: '2d20h12m20s',
    cpu_count: 4,
    cpu_load_percent: 3,
    free_memory_bytes: 742_391_808,
    total_memory_bytes: 1_073_741_824,
    free_storage_bytes: 98_611_200,
    total_storage_bytes: 134_217_728,
  },
);

const CommandResult = resource<CommandResponse>(
  'CommandResult',
  "A router's answer to a command, as the router gave it.",
  { router_id: integerId, result: about('The answer of the router.', {}) },
  { router_id: 1, result: [{ '.id': '*1', user: '0712345678', address: '10.5.50.10' }] },
);

/** An example message for each kind of fault. */
const FAULTS: Readonly<Record<RouterFaultKind, string>> = {
  address_refused: 'The address of the router leads to this server or its cloud.',
  credentials_refused: LOGIN_REFUSED,
  command_refused: 'The router refused: no such command prefix',
  certificate_refused: 'The certificate of the router is not valid.',
  bad_answer: "What answers at the router's address is not the REST API of RouterOS.",
  unreachable: 'The router cannot be reached. Check its address and that it is on.',
  timeout: 'The router did not answer within 10 seconds.',
};
const faults = Object.entries(FAULTS).map(([kind, sentence]) =>
  routerFault(new RouterFault(kind as RouterFaultKind, sentence)),
);

/** Describes the endpoints that call routers. */
export const routerDevicesDocs = {
  test: {
    summary: 'Test the connection to a router',
    description: 'The result is stored as `is_online` and `last_checked` of the router.',
    answers: [answer(200, 'The result of the test.', ConnectionTest)],
    errors: [routerNotFound(), routerPasswordUnreadable(undefined)],
  },
  info: {
    summary: 'Show the system information of a router',
    answers: [answer(200, 'The system information.', DeviceInfo)],
    errors: [routerNotFound(), routerPasswordUnreadable(undefined), ...faults],
  },
  execute: {
    summary: 'Execute a command on a router',
    description:
      "Any path of RouterOS's REST API. The last part may be the id or the name of a row, written " +
      'as it is: the server encodes it. A name with `/`, `?`, `#`, `%` or a backslash is reached ' +
      'by the id of its row.',
    example: { command: 'ip/hotspot/active', method: 'GET', data: { user: '0712345678' } },
    answers: [answer(200, 'The answer of the router.', CommandResult)],
    errors: [routerNotFound(), routerPasswordUnreadable(undefined), ...faults],
  },
} as const satisfies Record<string, Description>;
