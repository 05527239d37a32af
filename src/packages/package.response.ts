import { Money } from '../common/money/money.js';
import { toIso } from '../common/time/instant.js';
import { durationDisplay, PACKAGE_TYPE_NAMES, speedDisplay } from './package-displays.js';
import { type PackageEntity } from './package.entity.js';

/** The fields of a package that the API shows. */
export type ShownPackage = Omit<
  PackageEntity,
  'userId' | 'deviceLimit' | 'dataCapMb' | 'archivedAt'
>;

/** A package with the name of its router. */
export interface PackageOfRouter {
  readonly sold: ShownPackage;
  readonly routerName: string;
}

/** A package as the API shows it. */
export function packageResponse({ sold, routerName }: PackageOfRouter) {
  const download = speedDisplay(sold.downloadSpeedMbps);
  const upload = speedDisplay(sold.uploadSpeedMbps);
  return {
    id: sold.id,
    name: sold.name,
    router: sold.routerId,
    router_name: routerName,
    package_type: sold.packageType,
    package_type_display: PACKAGE_TYPE_NAMES[sold.packageType],
    duration_hours: sold.durationHours,
    duration_display: durationDisplay(sold.durationHours),
    price: Money.fromMinor(sold.priceMinor, sold.currency).toString(),
    currency: sold.currency,
    download_speed_mbps: sold.downloadSpeedMbps,
    download_speed_display: download,
    upload_speed_mbps: sold.uploadSpeedMbps,
    upload_speed_display: upload,
    speed_display: `${download} / ${upload}`,
    description: sold.description,
    is_active: sold.isActive,
    created_at: toIso(sold.createdAt),
    updated_at: toIso(sold.updatedAt),
  };
}
