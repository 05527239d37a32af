import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import { config as readDotenv } from 'dotenv';
import { resolve } from 'node:path';
import { Secret } from '../common/crypto/secret.js';
import { Ipv4Network } from '../common/network/ipv4-network.js';
import { parseDuration } from '../common/time/duration.js';
import { contradictionsIn } from './contradictions.js';
import { developmentSecret } from './development-secrets.js';
import { Environment, type NasAddressMode, type RegistrationMode } from './environment.js';
import { bare, providerSettings, type ProviderSettings } from './provider-settings.js';
import { trustProxy } from './trust-proxy.js';

/** The settings as the code uses them, with units in the names and secrets as `Secret`. */
export abstract class Settings {
  abstract readonly environment: 'development' | 'test' | 'production';
  abstract readonly server: {
    readonly host: string;
    readonly port: number;
    /** The public URL of this server, without a trailing slash. */
    readonly publicUrl: string;
    /** Express's `trust proxy`: off, a number of hops, or the addresses of the proxies. */
    readonly trustProxy: boolean | number | string;
    readonly corsOrigins: readonly string[];
    /**
     * How long the server still accepts requests after it was told to stop, while `/health/ready`
     * answers 503.
     */
    readonly shutdownDelayMs: number;
  };
  abstract readonly database: {
    /** Absent: an embedded PostgreSQL in `dataDir`. */
    readonly url: Secret | undefined;
    readonly directUrl: Secret | undefined;
    /** The setting that names it; null for the embedded database. */
    readonly directSetting: 'DATABASE_URL' | 'DATABASE_DIRECT_URL' | null;
    readonly replicaUrl: Secret | undefined;
    readonly poolSize: number;
    readonly migrateOnStart: boolean;
  };
  abstract readonly dataDir: string;
  /** Whether this server serves the dashboard. */
  abstract readonly dashboard: boolean;
  abstract readonly auth: {
    /** Secrets for access tokens, newest first: the first signs, all verify. */
    readonly jwtSecrets: readonly [Secret, ...Secret[]];
    readonly accessTtlMs: number;
    readonly refreshTtlMs: number;
    /** Who may register an account through the API. */
    readonly registration: RegistrationMode;
  };
  /** How mail is sent; absent: no mail is sent. */
  abstract readonly mail: { readonly smtpUrl: Secret; readonly from: string } | undefined;
  /** Fernet keys, comma-separated, newest first. */
  abstract readonly encryptionKeys: Secret;
  abstract readonly intasend: ProviderSettings['intasend'];
  abstract readonly kopokopo: ProviderSettings['kopokopo'];
  /** The pages that customers return to from a payment page; each URL is completed by the payment's id. */
  abstract readonly returnPages: ProviderSettings['returnPages'];
  abstract readonly simulator: ProviderSettings['simulator'];
  abstract readonly payments: {
    readonly statusCheckMinIntervalMs: number;
    readonly reconcileFirstDelayMs: number;
    readonly promptExpiryMs: number;
    /** For a payment that its provider cannot be asked about. */
    readonly unverifiableExpiryMs: number;
    readonly linkExpiryMs: number;
  };
  abstract readonly routers: {
    /** Whether routers may have private addresses. */
    readonly privateNetworks: boolean;
    readonly timeoutMs: number;
  };
  /** How customers reach the portal, and routers this server. */
  abstract readonly onboarding: {
    /** The address of this server for customers, without a slash at its end. */
    readonly portalUrl: string;
    readonly nasAddressMode: NasAddressMode;
    /** The network of the routers in the tunnel. Its first address is this server's. */
    readonly tunnelNetwork: string;
    /** Absent: this server has no WireGuard. */
    readonly wireguard: { readonly endpoint: string; readonly publicKey: string } | undefined;
    /** The IPv4 address that routers send RADIUS packets to. */
    readonly radiusAddress: string;
  };
  /** The RADIUS server, which is a process of its own, and requests to routers. */
  abstract readonly radius: {
    /** The database as the RADIUS server reaches it; absent in development: made from the other. */
    readonly databaseUrl: Secret | undefined;
    /** The IPv4 address that it listens on; absent in production when it is not set. */
    readonly bind: string | undefined;
    readonly authPort: number;
    readonly acctPort: number;
    /** The IPv4 networks that routers may be in. */
    readonly clients: readonly string[];
    /** The IPv4 address that Disconnect-Requests and CoA-Requests are sent from; absent: any. */
    readonly coaSource: string | undefined;
    /** The folder of unpacked packages of FreeRADIUS; absent: the installed one. */
    readonly freeradiusRoot: string | undefined;
  };
  /** Retention of records, in days; 0 means for ever. */
  abstract readonly retention: {
    readonly webhookBodyDays: number;
    readonly webhookDays: number;
    readonly securityLogDays: number;
  };
  /** Used by the import only. */
  abstract readonly cloudPilot: {
    readonly databaseUrl: Secret | undefined;
    readonly encryptionKeys: Secret | undefined;
  };
  abstract readonly workerMode: 'inline' | 'off' | 'only';
  abstract readonly rateLimitScale: number;
  abstract readonly metricsToken: Secret | undefined;
  /** The URL of the trace collector, without a trailing slash; absent: tracing is off. */
  abstract readonly tracesUrl: string | undefined;
  abstract readonly logLevel: string;
}

/** Invalid settings. The message names every fault, but no value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ANY_ADDRESS = '0.0.0.0';
const TUNNEL_NETWORK = '10.77.0.0/16';
const LOOPBACK_NETWORK = '127.0.0.0/8';
/** Part of the loopback network: a simulated router can send from any address in it. */
const DEVELOPMENT_TUNNEL_NETWORK = '127.77.0.0/16';

/**
 * Reads, validates and completes the settings.
 *
 * @param variables the variables to read; by default the environment of the process and a `.env`
 * file in the working directory
 * @throws SettingsError naming every missing or invalid variable
 */
export function loadSettings(variables: NodeJS.ProcessEnv = environmentWithDotenv()): Settings {
  const environment = validated(variables);
  const inProduction = environment.NODE_ENV === 'production';
  const publicUrl = bare(environment.PUBLIC_URL ?? `http://localhost:${environment.PORT}`);
  const dataDir = resolve(environment.DATA_DIR);
  const tunnelNetwork =
    environment.TUNNEL_NETWORK ?? (inProduction ? TUNNEL_NETWORK : DEVELOPMENT_TUNNEL_NETWORK);
  const radiusBind = environment.RADIUS_BIND ?? (inProduction ? undefined : '127.0.0.1');
  return {
    environment: environment.NODE_ENV,
    server: {
      host: environment.HOST ?? (inProduction ? '0.0.0.0' : '127.0.0.1'),
      port: environment.PORT,
      publicUrl,
      trustProxy: trustProxy(environment.TRUST_PROXY) ?? false,
      corsOrigins: list(environment.CORS_ORIGINS ?? (inProduction ? '' : '*')),
      shutdownDelayMs: environment.SHUTDOWN_DELAY_MS,
    },
    database: {
      url: secret(environment.DATABASE_URL),
      directUrl: secret(environment.DATABASE_DIRECT_URL ?? environment.DATABASE_URL),
      directSetting: directSettingOf(environment),
      replicaUrl: secret(environment.DATABASE_REPLICA_URL),
      poolSize: environment.DATABASE_POOL_SIZE,
      migrateOnStart: environment.MIGRATE_ON_START ?? !inProduction,
    },
    dataDir,
    dashboard: environment.DASHBOARD,
    auth: {
      jwtSecrets: secrets(environment.JWT_SECRET) ?? [keptSecret(dataDir, 'JWT_SECRET')],
      accessTtlMs: milliseconds(environment.JWT_ACCESS_TTL),
      refreshTtlMs: milliseconds(environment.JWT_REFRESH_TTL),
      registration: environment.REGISTRATION ?? (inProduction ? 'first' : 'open'),
    },
    mail: mailSettings(environment),
    encryptionKeys: secret(environment.ENCRYPTION_KEY) ?? keptSecret(dataDir, 'ENCRYPTION_KEY'),
    ...providerSettings(environment, publicUrl),
    payments: {
      statusCheckMinIntervalMs: environment.STATUS_CHECK_MIN_INTERVAL_MS,
      reconcileFirstDelayMs: environment.RECONCILE_FIRST_DELAY_MS,
      promptExpiryMs: environment.PROMPT_EXPIRY_MINUTES * MINUTE_MS,
      unverifiableExpiryMs: environment.UNVERIFIABLE_EXPIRY_HOURS * HOUR_MS,
      linkExpiryMs: environment.LINK_EXPIRY_HOURS * HOUR_MS,
    },
    routers: {
      privateNetworks: environment.ROUTER_PRIVATE_NETWORKS,
      timeoutMs: environment.ROUTER_TIMEOUT_MS,
    },
    onboarding: {
      portalUrl: bare(environment.PORTAL_URL ?? publicUrl),
      nasAddressMode: environment.NAS_ADDRESS,
      tunnelNetwork,
      wireguard: wireguardSettings(environment),
      radiusAddress:
        environment.RADIUS_SERVER_ADDRESS ??
        (radiusBind === undefined || radiusBind === ANY_ADDRESS
          ? Ipv4Network.parse(tunnelNetwork).at(1)
          : radiusBind),
    },
    radius: {
      databaseUrl: secret(environment.RADIUS_DATABASE_URL),
      bind: radiusBind,
      authPort: environment.RADIUS_AUTH_PORT,
      acctPort: environment.RADIUS_ACCT_PORT,
      clients: list(
        environment.RADIUS_CLIENTS ??
          (inProduction ? tunnelNetwork : `${TUNNEL_NETWORK}, ${LOOPBACK_NETWORK}`),
      ),
      coaSource: environment.RADIUS_COA_SOURCE,
      freeradiusRoot: environment.FREERADIUS_ROOT,
    },
    retention: {
      webhookBodyDays: environment.WEBHOOK_BODY_DAYS,
      webhookDays: environment.WEBHOOK_DAYS,
      securityLogDays: environment.SECURITY_LOG_DAYS,
    },
    cloudPilot: {
      databaseUrl: secret(environment.CLOUDPILOT_DATABASE_URL),
      encryptionKeys: secret(environment.CLOUDPILOT_ENCRYPTION_KEY),
    },
    workerMode: environment.WORKER_MODE,
    rateLimitScale: environment.RATE_LIMIT_SCALE,
    metricsToken: secret(environment.METRICS_TOKEN),
    tracesUrl:
      environment.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : bare(environment.OTEL_EXPORTER_OTLP_ENDPOINT),
    logLevel: environment.LOG_LEVEL,
  };
}

function environmentWithDotenv(): NodeJS.ProcessEnv {
  readDotenv({ quiet: true });
  return process.env;
}

/** An empty variable counts as absent: `NAME=` in a `.env` file means "not set". */
function validated(variables: NodeJS.ProcessEnv): Environment {
  const given = Object.entries(variables).filter(
    ([name, value]) => SETTING_NAMES.includes(name) && value !== '',
  );
  const environment = plainToInstance(Environment, Object.fromEntries(given));
  const faults = validateSync(environment, { validationError: { target: false, value: false } })
    .flatMap(({ property, constraints }) => [explain(property, constraints ?? {}, variables)])
    .concat(contradictionsIn(environment));
  if (faults.length > 0) {
    throw new SettingsError(
      `The settings are wrong; correct these and start again (see .env.example):\n` +
        faults.map((fault) => `  - ${fault}`).join('\n'),
    );
  }
  return environment;
}

/** The names of all variables that the server reads. */
export const SETTING_NAMES: readonly string[] = [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(Environment, '', false, false)
      .map(({ propertyName }) => propertyName),
  ),
];

function explain(
  name: string,
  constraints: Record<string, string>,
  given: NodeJS.ProcessEnv,
): string {
  if (given[name] === undefined || given[name] === '') return `${name} is required in production`;
  return Object.values(constraints).join(' and ');
}

function wireguardSettings({
  WIREGUARD_ENDPOINT: endpoint,
  WIREGUARD_PUBLIC_KEY: publicKey,
}: Environment): Settings['onboarding']['wireguard'] {
  return endpoint === undefined || publicKey === undefined ? undefined : { endpoint, publicKey };
}

/** The settings are valid: both variables are set or neither is. */
function mailSettings({ SMTP_URL: url, MAIL_FROM: from }: Environment): Settings['mail'] {
  return url === undefined || from === undefined ? undefined : { smtpUrl: new Secret(url), from };
}

/** The setting of the database URL for migrations and commands; null for the embedded database. */
function directSettingOf(environment: Environment): Settings['database']['directSetting'] {
  if (environment.DATABASE_DIRECT_URL !== undefined) return 'DATABASE_DIRECT_URL';
  return environment.DATABASE_URL === undefined ? null : 'DATABASE_URL';
}

const secret = (text: string | undefined): Secret | undefined =>
  text === undefined ? undefined : new Secret(text);

/** The validation rule makes sure that there is at least one. */
function secrets(text: string | undefined): [Secret, ...Secret[]] | undefined {
  const [newest, ...older] = list(text ?? '').map((part) => new Secret(part));
  return newest && [newest, ...older];
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function milliseconds(duration: string): number {
  const parsed = parseDuration(duration);
  if (parsed === null)
    throw new SettingsError('A length of time passed its rule and cannot be read');
  return parsed;
}

/** @throws SettingsError when the folder of DATA_DIR cannot be used */
function keptSecret(...wanted: Parameters<typeof developmentSecret>): Secret {
  try {
    return developmentSecret(...wanted);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new SettingsError(
      `The folder of DATA_DIR cannot be read and written (${code}): set another one.`,
      { cause: error },
    );
  }
}
