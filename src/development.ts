import { type Settings } from './config/settings.js';
import { loadSimulator } from './development-packages.js';
import { listening } from './start-refused.js';

/** The services that run next to the server in development and in the demo. */
export interface DevelopmentServices {
  stop(): Promise<void>;
}

/** Starts the IntaSend simulator if the settings say so. It sends its webhooks to this server. */
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
