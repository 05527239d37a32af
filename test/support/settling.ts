import { eventually } from './deployment.js';
import { type ServerAt } from './app.js';
import { type Story, story } from './selling.js';
import { type Shop } from './shop.js';

/** A payment's story as soon as it has come to this status. */
export const settledAs = (
  server: ServerAt,
  shop: Shop,
  paymentId: unknown,
  status: string,
): Promise<Story> =>
  eventually(async () => {
    const told = await story(server, shop, paymentId);
    return told.status === status ? told : undefined;
  });
