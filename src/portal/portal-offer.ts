import { type Offer } from '#portal';
import { type ShownPackage } from '../packages/package.response.js';

/** A package as pages show it. */
export const offerOf = (sold: ShownPackage): Offer => ({
  name: sold.name,
  price: { minor: sold.priceMinor, currency: sold.currency },
  durationHours: sold.durationHours,
  downloadMbps: sold.downloadSpeedMbps,
  deviceLimit: sold.deviceLimit,
  dataCapMb: sold.dataCapMb,
});
