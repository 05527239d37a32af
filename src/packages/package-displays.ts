import { type PackageType } from './package.entity.js';

const HOURS_PER_MONTH = 720;
const MBPS_PER_GBPS = 1000;

/** Display names of the types. */
export const PACKAGE_TYPE_NAMES: Readonly<Record<PackageType, string>> = {
  hourly: 'Hourly',
  monthly: 'Monthly',
};

/** `1 hour`, `24 hours`, `1 month`: whole months of 720 hours are shown as months. */
export function durationDisplay(hours: number): string {
  const isMonths = hours % HOURS_PER_MONTH === 0;
  return isMonths ? counted(hours / HOURS_PER_MONTH, 'month') : counted(hours, 'hour');
}

/** `10 Mbps`, `1.0 Gbps`. */
export const speedDisplay = (mbps: number): string =>
  mbps >= MBPS_PER_GBPS ? `${(mbps / MBPS_PER_GBPS).toFixed(1)} Gbps` : `${mbps} Mbps`;

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
