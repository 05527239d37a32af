import { type Deployment } from './deployment.js';
import { type ServerAt } from './app.js';
import { type PaymentDetails, paymentDetails } from './selling.js';
import { type Shop } from './shop.js';
import { until } from './until.js';

/**
 * The details of a payment as soon as it has come to this status. Nobody waits for the time of a job
 * meanwhile: how far the gaps have grown depends on how busy the machine is.
 */
export const settledAs = (
  around: Deployment,
  server: ServerAt,
  shop: Shop,
  paymentId: unknown,
  status: string,
): Promise<PaymentDetails> =>
  until(
    `the payment ${String(paymentId)} is ${status}`,
    async () => {
      await around.makeJobsDue();
      return paymentDetails(server, shop, paymentId);
    },
    (told) => told.status === status,
  );
