import { Transform } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsIP,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  Min,
  MinLength,
  ValidateIf,
} from 'class-validator';
import {
  IsDurationText,
  IsEndpoint,
  IsFernetKeyRing,
  IsMailSender,
  IsNetworkList,
  IsOriginList,
  IsPortalHost,
  IsSigningSecrets,
  IsSmtpUrl,
  IsTrustProxy,
  IsTunnelNetwork,
  IsWireguardKey,
} from './environment-rules.js';
import { IsPostgresUrl } from './postgres-url.js';

const IN_PRODUCTION = (environment: Environment): boolean => environment.NODE_ENV === 'production';
const URL_RULE = {
  protocols: ['http', 'https'],
  require_protocol: true,
  require_tld: false,
};

/** Who may register: anyone, only the first operator, or nobody. */
export const REGISTRATION_MODES = ['open', 'first', 'closed'] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

/** Who chooses the address that a router is known by: this server, or its operator. */
export const NAS_ADDRESS_MODES = ['assigned', 'operator'] as const;
export type NasAddressMode = (typeof NAS_ADDRESS_MODES)[number];

/** Numbers arrive as text. Text that is not a number stays unchanged and fails validation. */
const AsNumber = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
      ? Number(value)
      : value,
  );

/** `true`/`false`, `on`/`off`, `1`/`0`, `yes`/`no`, in any case. */
const SWITCH_WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  yes: true,
  '1': true,
  false: false,
  off: false,
  no: false,
  '0': false,
};
const AsSwitch = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? (SWITCH_WORDS[value.trim().toLowerCase()] ?? value) : value,
  );

/** A setting that is optional in development and required in production. */
const RequiredInProduction = (): PropertyDecorator =>
  ValidateIf(
    (environment: Environment, value: unknown) => IN_PRODUCTION(environment) || value !== undefined,
  );

/**
 * Every variable that the server reads, with its validation rule. `settings.ts` has the defaults
 * and the conversion; `.env.example` explains each variable to operators.
 */
export class Environment {
  @IsIn(['development', 'test', 'production'])
  NODE_ENV: 'development' | 'test' | 'production' = 'development';

  @IsOptional() @IsString() @IsNotEmpty() HOST?: string;
  @AsNumber() @IsInt() @Min(0) @Max(65535) PORT = 3000;
  @RequiredInProduction() @IsUrl(URL_RULE) PUBLIC_URL?: string;
  @AsNumber() @IsInt() @Min(0) @Max(60_000) SHUTDOWN_DELAY_MS = 0;
  @AsSwitch() @IsIn([true, false]) DASHBOARD = true;

  @RequiredInProduction() @IsPostgresUrl() DATABASE_URL?: string;
  @IsOptional() @IsPostgresUrl() DATABASE_DIRECT_URL?: string;
  @IsOptional() @IsPostgresUrl() DATABASE_REPLICA_URL?: string;
  @AsNumber() @IsInt() @Min(2) @Max(500) DATABASE_POOL_SIZE = 10;
  @IsString() @IsNotEmpty() DATA_DIR = '.data';
  @IsOptional() @AsSwitch() @IsIn([true, false]) MIGRATE_ON_START?: boolean;

  @RequiredInProduction() @IsSigningSecrets() JWT_SECRET?: string;
  @IsDurationText() JWT_ACCESS_TTL = '15m';
  @IsDurationText() JWT_REFRESH_TTL = '30d';
  @RequiredInProduction() @IsFernetKeyRing() ENCRYPTION_KEY?: string;
  @IsOptional() @IsIn(REGISTRATION_MODES) REGISTRATION?: RegistrationMode;
  @IsOptional() @IsSmtpUrl() SMTP_URL?: string;
  @IsOptional() @IsMailSender() MAIL_FROM?: string;

  @IsOptional() @IsUrl(URL_RULE) INTASEND_SANDBOX_URL?: string;
  @IsUrl(URL_RULE) INTASEND_LIVE_URL = 'https://payment.intasend.com';
  @AsNumber() @IsInt() @Min(100) @Max(120_000) INTASEND_TIMEOUT_MS = 15_000;
  @IsOptional() @IsUrl(URL_RULE) INTASEND_CALLBACK_URL?: string;
  @IsOptional() @IsUrl(URL_RULE) INTASEND_SUCCESS_URL_BASE?: string;
  @IsOptional() @IsUrl(URL_RULE) INTASEND_FAIL_URL_BASE?: string;

  @IsOptional() @IsUrl(URL_RULE) KOPOKOPO_SANDBOX_URL?: string;
  @IsUrl(URL_RULE) KOPOKOPO_LIVE_URL = 'https://api.kopokopo.com';
  @IsIn(['v1', 'v2']) KOPOKOPO_API_VERSION: 'v1' | 'v2' = 'v1';
  @AsNumber() @IsInt() @Min(100) @Max(120_000) KOPOKOPO_TIMEOUT_MS = 15_000;

  @IsOptional() @AsSwitch() @IsIn([true, false]) SIMULATOR?: boolean;
  @AsNumber() @IsInt() @Min(0) @Max(65535) SIMULATOR_PORT = 4010;
  @AsNumber() @IsInt() @Min(0) @Max(65535) KOPOKOPO_SIMULATOR_PORT = 4011;
  @AsNumber() @IsNumber() @Min(0.01) @Max(100_000) SIMULATOR_SPEED = 1;

  @IsIn(['inline', 'off', 'only']) WORKER_MODE: 'inline' | 'off' | 'only' = 'inline';
  @AsNumber() @IsInt() @Min(0) @Max(600_000) STATUS_CHECK_MIN_INTERVAL_MS = 2000;
  @AsNumber() @IsInt() @Min(100) @Max(3_600_000) RECONCILE_FIRST_DELAY_MS = 15_000;
  @AsNumber() @IsNumber() @Min(0.01) @Max(1440) PROMPT_EXPIRY_MINUTES = 15;
  @AsNumber() @IsNumber() @Min(0.01) @Max(168) UNVERIFIABLE_EXPIRY_HOURS = 24;
  @AsNumber() @IsNumber() @Min(0.01) @Max(720) LINK_EXPIRY_HOURS = 24;

  @AsNumber() @IsInt() @Min(0) @Max(36_500) WEBHOOK_BODY_DAYS = 90;
  @AsNumber() @IsInt() @Min(0) @Max(36_500) WEBHOOK_DAYS = 730;
  @AsNumber() @IsInt() @Min(0) @Max(36_500) SECURITY_LOG_DAYS = 365;

  @IsOptional() @IsPostgresUrl() CLOUDPILOT_DATABASE_URL?: string;
  @IsOptional() @IsFernetKeyRing() CLOUDPILOT_ENCRYPTION_KEY?: string;

  @AsSwitch() @IsIn([true, false]) ROUTER_PRIVATE_NETWORKS = true;
  @AsNumber() @IsInt() @Min(100) @Max(60_000) ROUTER_TIMEOUT_MS = 10_000;

  @IsOptional() @IsPortalHost() PORTAL_URL?: string;
  @IsIn(NAS_ADDRESS_MODES) NAS_ADDRESS: NasAddressMode = 'assigned';
  @IsOptional() @IsTunnelNetwork() TUNNEL_NETWORK?: string;
  @IsOptional() @IsEndpoint() WIREGUARD_ENDPOINT?: string;
  @IsOptional() @IsWireguardKey() WIREGUARD_PUBLIC_KEY?: string;
  @IsOptional() @IsIP(4) RADIUS_SERVER_ADDRESS?: string;

  @IsOptional() @IsPostgresUrl() RADIUS_DATABASE_URL?: string;
  @IsOptional() @IsIP(4) RADIUS_BIND?: string;
  @AsNumber() @IsInt() @Min(1) @Max(65535) RADIUS_AUTH_PORT = 1812;
  @AsNumber() @IsInt() @Min(1) @Max(65535) RADIUS_ACCT_PORT = 1813;
  @IsOptional() @IsNetworkList() RADIUS_CLIENTS?: string;
  @IsOptional() @IsIP(4) RADIUS_COA_SOURCE?: string;
  @IsOptional() @IsString() @IsNotEmpty() FREERADIUS_ROOT?: string;

  @IsOptional() @IsOriginList() CORS_ORIGINS?: string;
  @IsTrustProxy() TRUST_PROXY = 'off';
  @AsNumber() @IsNumber() @Min(0) RATE_LIMIT_SCALE = 1;
  @IsOptional() @IsString() @MinLength(16) METRICS_TOKEN?: string;
  @IsOptional() @IsUrl(URL_RULE) OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  LOG_LEVEL: string = 'info';
}
