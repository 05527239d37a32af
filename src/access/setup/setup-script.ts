import { isIPv4 } from 'node:net';
import { type Secret } from '../../common/crypto/secret.js';
import { type RouterEntity } from '../../routers/router.entity.js';
import { comment, quoted } from './router-os-text.js';
import { type RouterOsVersion } from './router-os-version.js';

/** Where a router reaches the RADIUS server, and with which secret. */
export interface RadiusTarget {
  readonly server: string;
  readonly authPort: number;
  readonly acctPort: number;
  readonly secret: Secret;
}

/** This server's end of the tunnel. */
export interface TunnelTarget {
  /** Host and port. */
  readonly endpoint: string;
  readonly publicKey: string;
  /** The address of this server in the tunnel. */
  readonly server: string;
}

/** What a script is made from. */
export interface ScriptFacts {
  readonly router: Pick<
    RouterEntity,
    'id' | 'name' | 'username' | 'port' | 'useHttps' | 'nasAddress' | 'coaPort'
  >;
  readonly version: RouterOsVersion;
  /** Absent unless the router uses RADIUS. */
  readonly radius: RadiusTarget | undefined;
  /** Absent where this server has none, or the router is not in it. */
  readonly tunnel: TunnelTarget | undefined;
  /** The hosts that customers reach before they have paid. */
  readonly walledGarden: readonly string[];
}

/** Marks everything that the script adds, so that it can be run again. */
const TAG = 'lipafi';
/** The folder of the pages. */
export const PAGES_FOLDER = 'lipafi';
/** Longer than the second that FreeRADIUS may take, shorter than a customer waits. */
const RADIUS_TIMEOUT = '3s';

/**
 * The commands that set a router up. They may be run again: what an earlier run has added is replaced,
 * except the key of the tunnel, which the router makes once and never gives away.
 */
export function setupScript(facts: ScriptFacts): string {
  const { version, radius } = facts;
  const sections = [
    header(facts),
    tunnelSection(facts),
    radius ? radiusSection(facts, radius) : restSection(facts),
    profileSection(radius !== undefined),
    gardenSection(facts.walledGarden),
    [
      `:put "Done. Upload the pages to the folder ${PAGES_FOLDER} of this router."`,
      ...(facts.tunnel && version !== '6'
        ? [
            ':put "Save this as wireguard_public_key of the router:"',
            `:put [/interface wireguard get ${TAG} public-key]`,
          ]
        : []),
    ],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const VERSION_NAMES: Readonly<Record<RouterOsVersion, string>> = {
  '6': 'RouterOS 6',
  '7.0': 'RouterOS 7.0 to 7.14',
  '7.15': 'RouterOS 7.15 and later',
};

const header = ({ router, version }: ScriptFacts): string[] => [
  comment(`Lipafi: set-up of router ${router.id}, ${router.name}`),
  comment(`For ${VERSION_NAMES[version]}. It has a secret in it.`),
  ':if ([:len [/ip hotspot find]] = 0) do={ :error "Make a hotspot first: /ip hotspot setup" }',
];

function tunnelSection({ router, version, tunnel }: ScriptFacts): string[] {
  const address = router.nasAddress ?? '';
  if (version === '6') {
    return [
      comment('RouterOS 6 has no WireGuard. Its packets have to come from this address, by'),
      comment(`L2TP with IPsec or because the address is fixed: ${address}`),
    ];
  }
  if (!tunnel) {
    return [comment(`This server offers no tunnel here. Packets have to come from ${address}`)];
  }
  const [host = '', port = ''] = tunnel.endpoint.split(':');
  const only = `[find comment=${TAG}]`;
  return [
    comment('The tunnel. The router makes its own key.'),
    `:if ([:len [/interface wireguard find name=${TAG}]] = 0) do={ /interface wireguard add name=${TAG} comment=${TAG} }`,
    `/interface wireguard peers remove ${only}`,
    `/interface wireguard peers add interface=${TAG} public-key=${quoted(tunnel.publicKey)} endpoint-address=${quoted(host)} endpoint-port=${port} allowed-address=${tunnel.server}/32 persistent-keepalive=25s comment=${TAG}`,
    `/ip address remove ${only}`,
    `/ip address add address=${address}/32 network=${tunnel.server} interface=${TAG} comment=${TAG}`,
  ];
}

function radiusSection({ router, version }: ScriptFacts, radius: RadiusTarget): string[] {
  const add = [
    `/radius add service=hotspot address=${radius.server} secret=${quoted(radius.secret.reveal())}`,
    `authentication-port=${radius.authPort} accounting-port=${radius.acctPort}`,
    `timeout=${RADIUS_TIMEOUT}`,
    ...(router.nasAddress === null ? [] : [`src-address=${router.nasAddress}`]),
    // The attribute came with 7.15.
    ...(version === '7.15' ? ['require-message-auth=yes-for-request-resp'] : []),
    `comment=${TAG}`,
  ];
  return [
    comment('RADIUS, and the requests that end or change a session.'),
    `/radius remove [find comment=${TAG}]`,
    add.join(' '),
    `/radius incoming set accept=yes port=${router.coaPort}`,
    ...acceptFrom(radius.server, 'udp', router.coaPort),
  ];
}

/** A rule before those of the operator. Rules of the hotspot itself are dynamic. */
function acceptFrom(server: string, protocol: 'udp' | 'tcp', port: number): string[] {
  const own = '/ip firewall filter find dynamic=no';
  const add = `/ip firewall filter add chain=input action=accept protocol=${protocol} dst-port=${port} src-address=${server} comment=${TAG}`;
  return [
    `/ip firewall filter remove [find comment=${TAG}]`,
    `:if ([:len [${own}]] = 0) do={ ${add} } else={ ${add} place-before=[:pick [${own}] 0] }`,
  ];
}

function restSection({ router, tunnel }: ScriptFacts): string[] {
  const name = quoted(router.username);
  const service = router.useHttps ? 'www-ssl' : 'www';
  const reach = tunnel
    ? [
        `:if ([/ip service get ${service} disabled]) do={ /ip service set ${service} disabled=no address=${tunnel.server}/32 }`,
        ...acceptFrom(tunnel.server, 'tcp', router.port),
      ]
    : [comment(`Switch the service ${service} on, for the address of the Lipafi server only.`)];
  return [
    comment('The REST API, for a user of its own. Give it the password that you have stored here.'),
    `:if ([:len [/user group find name=${TAG}]] = 0) do={ /user group add name=${TAG} policy=read,write,rest-api }`,
    `:if ([:len [/user find name=${name}]] = 0) do={ :put ("Add the user that Lipafi logs in as: /user add group=${TAG} name=" . ${name}) }`,
    ...reach,
  ];
}

const profileSection = (isRadius: boolean): string[] => {
  const settings = [
    `login-by=${isRadius ? 'mac,' : ''}http-chap,mac-cookie`,
    `html-directory-override=${PAGES_FOLDER}`,
    isRadius
      ? 'use-radius=yes radius-accounting=yes radius-interim-update=received nas-port-type=wireless-802.11'
      : 'use-radius=no',
  ];
  return [
    comment('The hotspots. Add http-pap to login-by for browsers without JavaScript.'),
    `:foreach h in=[/ip hotspot find] do={ /ip hotspot profile set [/ip hotspot get $h profile] ${settings.join(' ')} }`,
  ];
};

const gardenSection = (hosts: readonly string[]): string[] => [
  comment('What customers reach before they have paid.'),
  `/ip hotspot walled-garden remove [find comment=${TAG}]`,
  `/ip hotspot walled-garden ip remove [find comment=${TAG}]`,
  ...hosts.map((host) =>
    isIPv4(host)
      ? `/ip hotspot walled-garden ip add action=accept dst-address=${host} comment=${TAG}`
      : `/ip hotspot walled-garden add action=allow dst-host=${quoted(host)} comment=${TAG}`,
  ),
];
