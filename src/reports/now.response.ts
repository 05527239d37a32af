import { response } from '../common/openapi/response.js';
import {
  about,
  count,
  instant,
  integerId,
  list,
  nullable,
  object,
  oneOf,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import {
  PaymentBriefResponse,
  type PaymentBriefRow,
  RouterBriefResponse,
} from '../payments/read/index.js';
import { PROVIDER_CODES } from '../providers/provider-code.js';
import { TO_DO_KINDS, type ToDo } from './to-do.js';

/** What is going on at an operator's routers and payments. */
export interface Now {
  readonly asOf: Date;
  readonly online: number;
  readonly waiting: number;
  readonly lastSales: readonly PaymentBriefRow[];
  readonly toDo: readonly ToDo[];
}

/** Something that an operator should look at. */
export const ToDoResponse = response<ToDo>(
  'ToDo',
  'Something that an operator should look at.',
).with({
  kind: [oneOf(TO_DO_KINDS), 'router_silent', (r) => r.kind],
  count: [about('How many there are; 1,000 stands for more, too.', count), 1, (r) => r.count],
  since: [nullable(instant), '2026-03-01T08:00:00.000Z', (r) => toIso(r.since)],
  router: [
    nullable(RouterBriefResponse.schema),
    RouterBriefResponse.example,
    ({ router }) => router && RouterBriefResponse.of(router),
  ],
  credential: [
    nullable(object({ id: integerId, provider: oneOf(PROVIDER_CODES) })),
    null,
    (r) => r.credential,
  ],
});

/** `GET /reports/now/` */
export const NowResponse = response<Now>('Now', 'What is going on, and what there is to do.').with({
  as_of: [instant, '2026-03-01T09:30:00.000Z', (r) => toIso(r.asOf)],
  online: [about('Open sessions: devices that are online.', count), 12, (r) => r.online],
  waiting: [about('Payments that are open.', count), 1, (r) => r.waiting],
  last_sales: [
    about('The last ten completed payments.', list(PaymentBriefResponse.schema)),
    [PaymentBriefResponse.example],
    (r) => r.lastSales.map((row) => PaymentBriefResponse.of(row)),
  ],
  to_do: [
    list(ToDoResponse.schema),
    [ToDoResponse.example],
    (r) => r.toDo.map((row) => ToDoResponse.of(row)),
  ],
});
