import { response } from '../../common/openapi/response.js';
import {
  about,
  instant,
  integer,
  integerId,
  list,
  nullable,
  object,
  oneOf,
  text,
  uri,
} from '../../common/openapi/schema.js';
import { toIso } from '../../common/time/instant.js';
import { type Rotation } from '../radius/nas.repository.js';
import { CHECKLIST_STEPS } from './checklist.js';
import { ROUTER_OS_VERSIONS } from './router-os-version.js';
import { type RouterProgress, type RouterSetup } from './router-setup.service.js';

const port = integer(1, 65_535);
const EXAMPLE_SECRET = 'b1946ac92492d2347c6235b4d2611184';
const EXAMPLE_KEY = 'FzTQg3h8nKk2dP0Vb7o5mYxUj1s9WcEr6tLaHqZiGnM=';

const radiusSchema = object<{
  server: string;
  auth_port: number;
  acct_port: number;
  coa_port: number;
  secret_changed_at: string;
  effective_by: string;
}>({
  server: about('The address that the router sends its packets to.', text),
  auth_port: port,
  acct_port: port,
  coa_port: about('Where the router takes Disconnect-Requests and CoA-Requests.', port),
  secret_changed_at: instant,
  effective_by: about('After a rotation: the former secret is in use until then.', instant),
});
const wireguardSchema = object<{
  endpoint: string;
  server_public_key: string;
  server_address: string;
}>({
  endpoint: about('Host and port of this server.', text),
  server_public_key: text,
  server_address: about('The address of this server in the tunnel.', text),
});
const fileSchema = object<{ name: string; content: string }>({ name: text, content: text });
const stepSchema = object<{
  step: (typeof CHECKLIST_STEPS)[number];
  seen_at: string | null;
  hint: string | null;
}>({
  step: oneOf(CHECKLIST_STEPS),
  seen_at: about('Null: not yet.', nullable(instant)),
  hint: about('What to do while it has not been seen; null when it has.', nullable(text)),
});

type WithChecklist = Pick<RouterProgress, 'checklist'>;

/** The same in the set-up and alone. */
const checklistField = [
  about(
    'What the server has seen of the router, in the order in which it succeeds.',
    list(stepSchema),
  ),
  [
    { step: 'first_packet', seen_at: '2026-03-01T08:10:00.000Z', hint: null },
    { step: 'secret_proven', seen_at: '2026-03-01T08:10:01.000Z', hint: null },
    { step: 'portal_visit', seen_at: '2026-03-01T08:12:00.000Z', hint: null },
    {
      step: 'first_login',
      seen_at: null,
      hint: 'Nobody has logged in. Buy a package, or give yourself access, and connect.',
    },
  ],
  ({ checklist }: WithChecklist) =>
    checklist.map(({ step, seenAt, hint }) => ({ step, seen_at: toIso(seenAt), hint })),
] as const;

/** `GET /routers/{id}/setup/` */
export const RouterSetupResponse = response<RouterSetup>(
  'RouterSetup',
  'What a router is set up with. It contains its secret.',
).with({
  router_id: [integerId, 1, (s) => s.router.id],
  access_method: [
    oneOf(['radius', 'routeros_api']),
    'radius',
    ({ router }) => (router.accessMethod === 'radius' ? 'radius' : 'routeros_api'),
  ],
  routeros: [oneOf(ROUTER_OS_VERSIONS), '7.15', (s) => s.version],
  script: [
    about('Commands for the terminal of the router. They may be run again.', text),
    ':if ([:len [/ip hotspot find]] = 0) do={ :error "Make a hotspot first: /ip hotspot setup" }\n',
    (s) => s.script,
  ],
  files: [
    about('The pages for the folder `lipafi` of the router.', list(fileSchema)),
    [{ name: 'login.html', content: '<!doctype html>\n' }],
    (s) => s.files,
  ],
  portal_url: [
    about('Where the pages send customers who have not paid.', uri),
    'https://pay.example.com/portal/9f2c41d07be35a8846d1',
    (s) => s.portalUrl,
  ],
  walled_garden: [
    about('The hosts that customers reach before they have paid.', list(text)),
    ['pay.example.com'],
    (s) => s.walledGarden,
  ],
  nas_address: [
    about('The address that its packets must come from.', nullable(text)),
    '10.77.0.2',
    (s) => s.router.nasAddress,
  ],
  radius: [
    about('Null unless it uses RADIUS.', nullable(radiusSchema)),
    {
      server: '10.77.0.1',
      auth_port: 1812,
      acct_port: 1813,
      coa_port: 3799,
      secret_changed_at: '2026-03-01T08:00:00.000Z',
      effective_by: '2026-03-01T08:00:00.000Z',
    },
    ({ radius, router }) =>
      radius && {
        server: radius.server,
        auth_port: radius.authPort,
        acct_port: radius.acctPort,
        coa_port: router.coaPort,
        secret_changed_at: toIso(radius.secretChangedAt),
        effective_by: toIso(radius.effectiveBy),
      },
  ],
  radius_secret: [
    about('Null unless it uses RADIUS.', nullable(text)),
    EXAMPLE_SECRET,
    (s) => s.radius?.secret.reveal() ?? null,
  ],
  wireguard: [
    about('Null where this server has no tunnel for it.', nullable(wireguardSchema)),
    {
      endpoint: 'vpn.example.com:51820',
      server_public_key: EXAMPLE_KEY,
      server_address: '10.77.0.1',
    },
    ({ tunnel }) =>
      tunnel && {
        endpoint: tunnel.endpoint,
        server_public_key: tunnel.publicKey,
        server_address: tunnel.server,
      },
  ],
  checklist: checklistField,
});

/** `GET /routers/{id}/checklist/` */
export const RouterProgressResponse = response<RouterProgress>(
  'RouterProgress',
  'What the server has heard of a router. It contains no secret.',
).with({
  router_id: [integerId, 1, (p) => p.router.id],
  last_heard_at: [
    about(
      'Its last RADIUS packet; with `routeros_api`, the last connection test if it succeeded.',
      nullable(instant),
    ),
    '2026-03-01T08:12:00.000Z',
    (p) => toIso(p.lastHeardAt),
  ],
  unreachable_since: [
    about('With `routeros_api`: since when the router does not answer.', nullable(instant)),
    null,
    (p) => toIso(p.router.unreachableSince),
  ],
  silent_since: [
    about(
      'With `radius`: since when nothing has come from the router although a device was online.',
      nullable(instant),
    ),
    null,
    (p) => toIso(p.silentSince),
  ],
  checklist: checklistField,
});

/** `POST /routers/{id}/rotate-radius-secret/` */
export const RotatedSecretResponse = response<Rotation & { readonly routerId: number }>(
  'RotatedRadiusSecret',
  'The new RADIUS secret of a router.',
).with({
  router_id: [integerId, 1, (r) => r.routerId],
  radius_secret: [text, EXAMPLE_SECRET, (r) => r.secret.reveal()],
  secret_changed_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.secretChangedAt)],
  effective_by: [
    about('Until then packets with the former secret are answered, and later none.', instant),
    '2026-03-01T08:05:00.000Z',
    (r) => toIso(r.effectiveBy),
  ],
});
