import { type Environment } from './environment.js';

/** The settings of the payment providers and of their simulators. */
export interface ProviderSettings {
  readonly intasend: {
    readonly sandboxUrl: string;
    readonly liveUrl: string;
    readonly timeoutMs: number;
    /** Where the simulator reports. IntaSend itself takes the URL from its dashboard. */
    readonly callbackUrl: string;
  };
  readonly kopokopo: {
    readonly sandboxUrl: string;
    readonly liveUrl: string;
    /** The version in the paths of its API. */
    readonly apiVersion: 'v1' | 'v2';
    readonly timeoutMs: number;
  };
  /** Pages of this server or another one. */
  readonly returnPages: {
    readonly successUrlBase: string;
    readonly failUrlBase: string;
  };
  readonly simulator: {
    readonly enabled: boolean;
    readonly port: number;
    /** The port of Kopo Kopo's. */
    readonly kopokopoPort: number;
    readonly speed: number;
  };
}

const INTASEND_SANDBOX_URL = 'https://sandbox.intasend.com';
const KOPOKOPO_SANDBOX_URL = 'https://sandbox.kopokopo.com';

/** Completes the settings of the payment providers. */
export function providerSettings(environment: Environment, publicUrl: string): ProviderSettings {
  const simulatorOn = environment.SIMULATOR ?? environment.NODE_ENV === 'development';
  const sandbox = (port: number, real: string): string =>
    simulatorOn ? `http://127.0.0.1:${port}` : real;
  return {
    intasend: {
      sandboxUrl: bare(
        environment.INTASEND_SANDBOX_URL ??
          sandbox(environment.SIMULATOR_PORT, INTASEND_SANDBOX_URL),
      ),
      liveUrl: bare(environment.INTASEND_LIVE_URL),
      timeoutMs: environment.INTASEND_TIMEOUT_MS,
      callbackUrl: environment.INTASEND_CALLBACK_URL ?? `${publicUrl}/payments/webhook/`,
    },
    kopokopo: {
      sandboxUrl: bare(
        environment.KOPOKOPO_SANDBOX_URL ??
          sandbox(environment.KOPOKOPO_SIMULATOR_PORT, KOPOKOPO_SANDBOX_URL),
      ),
      liveUrl: bare(environment.KOPOKOPO_LIVE_URL),
      apiVersion: environment.KOPOKOPO_API_VERSION,
      timeoutMs: environment.KOPOKOPO_TIMEOUT_MS,
    },
    returnPages: {
      successUrlBase: environment.INTASEND_SUCCESS_URL_BASE ?? `${publicUrl}/payment/success/`,
      failUrlBase: environment.INTASEND_FAIL_URL_BASE ?? `${publicUrl}/payment/failed/`,
    },
    simulator: {
      enabled: simulatorOn,
      port: environment.SIMULATOR_PORT,
      kopokopoPort: environment.KOPOKOPO_SIMULATOR_PORT,
      speed: environment.SIMULATOR_SPEED,
    },
  };
}

/** A URL without slashes at its end. */
export const bare = (url: string): string => url.replace(/\/+$/, '');
