import { type Deployment } from './deployment.js';
import { type ServerAt } from './app.js';
import { type Story, story } from './selling.js';
import { type Shop } from './shop.js';
import { until } from './until.js';

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
  until(
    `the payment ${String(paymentId)} is ${status}`,
    async () => {
      await around.makeJobsDue();
      return story(server, shop, paymentId);
    },
    (told) => told.status === status,
  );
