import { toDate } from '../common/time/instant.js';
import { safeInteger } from '../database/columns.js';
import { type ShownPackage } from './package.response.js';

/** SQL: a package `k` as one JSON column, which costs the server less than many columns. */
export const PACKAGE_JSON = `json_build_object(
            'id', k.id, 'routerId', k.router_id, 'name', k.name, 'packageType', k.package_type,
            'durationHours', k.duration_hours, 'priceMinor', k.price_minor, 'currency', k.currency,
            'downloadSpeedMbps', k.download_speed_mbps, 'uploadSpeedMbps', k.upload_speed_mbps,
            'deviceLimit', k.device_limit, 'dataCapMb', k.data_cap_mb,
            'description', k.description, 'isActive', k.is_active, 'createdAt', k.created_at,
            'updatedAt', k.updated_at
          )`;

type Time = 'createdAt' | 'updatedAt';

/** What {@link PACKAGE_JSON} gives: times are texts. */
export type PackageJson = Omit<ShownPackage, Time> & Readonly<Record<Time, string>>;

/** Reads a package from its JSON. */
export const packageOf = (json: PackageJson): ShownPackage => ({
  ...json,
  priceMinor: safeInteger(json.priceMinor),
  createdAt: toDate(json.createdAt),
  updatedAt: toDate(json.updatedAt),
});
