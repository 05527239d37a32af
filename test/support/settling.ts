import { type Deployment } from './deployment.js';
import { type ServerAt } from './app.js';
import { type PaymentDetails, paymentDetails } from './selling.js';
import { type Shop } from './shop.js';
import { until } from './until.js';

/**
 * Returns the details of a payment once it has this status. All jobs are made due meanwhile,
 * because their delays depend on how busy the machine is.
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
