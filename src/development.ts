import { type Settings } from './config/settings.js';
import { loadSimulator } from './development-packages.js';
import { listening } from './start-refused.js';

/** What runs beside the server while it is developed or shown. */
export interface DevelopmentServices {
  stop(): Promise<void>;
}

/** Starts the stand-in for IntaSend when the settings want one; its webhooks come to this server. */
export async function startDevelopmentServices(settings: Settings): Promise<DevelopmentServices> {
  if (!settings.simulator.enabled) return { stop: () => Promise.resolve() };
  const { startSimulator } = await loadSimulator();
  return listening({ port: 'SIMULATOR_PORT' }, () =>
    startSimulator({
      port: settings.simulator.port,
      speed: settings.simulator.speed,
      webhookUrl: settings.intasend.callbackUrl,
    }),
  );
}
