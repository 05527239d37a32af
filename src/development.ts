import { type Settings } from './config/settings.js';
import { loadKopoKopoSimulator, loadSimulator } from './development-packages.js';
import { listening } from './start-refused.js';

/** The services that run next to the server in development and in the demo. */
export interface DevelopmentServices {
  stop(): Promise<void>;
}

/**
 * Starts the simulators of the payment providers if the settings say so. They send their webhooks to
 * this server: IntaSend's to the URL of the settings, Kopo Kopo's to the URL in each request.
 */
export async function startDevelopmentServices({
  simulator,
  intasend,
}: Settings): Promise<DevelopmentServices> {
  if (!simulator.enabled) return { stop: () => Promise.resolve() };
  const { speed } = simulator;
  const ofIntaSend = await loadSimulator();
  const ofKopoKopo = await loadKopoKopoSimulator();
  const started = [
    await listening({ port: 'SIMULATOR_PORT' }, () =>
      ofIntaSend.startSimulator({ port: simulator.port, speed, webhookUrl: intasend.callbackUrl }),
    ),
  ];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.stop()));
  };
  try {
    const kopoKopo = await listening({ port: 'KOPOKOPO_SIMULATOR_PORT' }, () =>
      ofKopoKopo.startSimulator({ port: simulator.kopokopoPort, speed }),
    );
    return {
      stop: async () => {
        await Promise.all([stop(), kopoKopo.stop()]);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
