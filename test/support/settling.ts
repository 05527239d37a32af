import { type Deployment, eventually } from './deployment.js';
import { type ServerAt } from './app.js';
import { type Story, story } from './selling.js';
import { type Shop } from './shop.js';

/**
 * A payment's story as soon as it has come to this status. Nobody waits for the time of a job
 * meanwhile: how far the gaps have grown depends on how busy the machine is.
 */
export const settledAs = (
  around: Deployment,
  server: ServerAt,
  shop: Shop,
  paymentId: unknown,
  status: string,
): Promise<Story> =>
  eventually(async () => {
    await around.makeJobsDue();
    const told = await story(server, shop, paymentId);
    return told.status === status ? told : undefined;
  });
