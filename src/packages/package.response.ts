import { Money } from '../common/money/money.js';
import { pageOf, response } from '../common/openapi/response.js';
import {
  about,
  count,
  flag,
  instant,
  integer,
  integerId,
  list,
  money,
  nullable,
  oneOf,
  text,
} from '../common/openapi/schema.js';
import { toIso } from '../common/time/instant.js';
import { MAX_INTEGER, SALES_CURRENCY } from '../common/validation/rules.js';
import { durationDisplay, PACKAGE_TYPE_NAMES, speedDisplay } from './package-displays.js';
import { MAX_DEVICE_LIMIT, PACKAGE_TYPES, type PackageEntity } from './package.entity.js';
import { type PackageList } from './packages.repository.js';

/** The fields of a package that the API shows. */
export type ShownPackage = Omit<PackageEntity, 'userId' | 'archivedAt'>;

/** A package with the name of its router. */
export interface PackageOfRouter {
  readonly sold: ShownPackage;
  readonly routerName: string;
}

const download = ({ sold }: PackageOfRouter): string => speedDisplay(sold.downloadSpeedMbps);
const upload = ({ sold }: PackageOfRouter): string => speedDisplay(sold.uploadSpeedMbps);

/** A package as the API shows it. */
export const PackageResponse = response<PackageOfRouter>('Package', 'A package of a router.').with({
  id: [integerId, 1, (r) => r.sold.id],
  name: [text, 'One day', (r) => r.sold.name],
  router: [integerId, 1, (r) => r.sold.routerId],
  router_name: [text, 'Mama Njeri Café', (r) => r.routerName],
  package_type: [oneOf(PACKAGE_TYPES), 'hourly', (r) => r.sold.packageType],
  package_type_display: [
    oneOf(Object.values(PACKAGE_TYPE_NAMES)),
    PACKAGE_TYPE_NAMES.hourly,
    ({ sold }) => PACKAGE_TYPE_NAMES[sold.packageType],
  ],
  duration_hours: [count, 24, (r) => r.sold.durationHours],
  duration_display: [
    about('Such as `24 hours` or `1 month`.', text),
    '24 hours',
    (r) => durationDisplay(r.sold.durationHours),
  ],
  price: [money, '50.00', ({ sold }) => Money.fromMinor(sold.priceMinor, sold.currency).toString()],
  currency: [oneOf<string>([SALES_CURRENCY]), SALES_CURRENCY, (r) => r.sold.currency],
  download_speed_mbps: [count, 10, (r) => r.sold.downloadSpeedMbps],
  download_speed_display: [about('Such as `10 Mbps` or `1.0 Gbps`.', text), '10 Mbps', download],
  upload_speed_mbps: [count, 5, (r) => r.sold.uploadSpeedMbps],
  upload_speed_display: [text, '5 Mbps', upload],
  speed_display: [text, '10 Mbps / 5 Mbps', (shown) => `${download(shown)} / ${upload(shown)}`],
  device_limit: [
    about('How many devices may share what was bought.', integer(1, MAX_DEVICE_LIMIT)),
    1,
    (r) => r.sold.deviceLimit,
  ],
  data_cap_mb: [
    about(
      'In units of 1,000,000 bytes, both directions together; null: no cap.',
      nullable(integer(1, MAX_INTEGER)),
    ),
    null,
    (r) => r.sold.dataCapMb,
  ],
  description: [text, '', (r) => r.sold.description],
  is_active: [about('Whether portals show it.', flag), true, (r) => r.sold.isActive],
  created_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.sold.createdAt)],
  updated_at: [instant, '2026-03-01T08:00:00.000Z', (r) => toIso(r.sold.updatedAt)],
});

export const PackagePage = pageOf('Package', PackageResponse);

/** `GET /routers/{id}/packages/`: the packages that a portal shows. */
export const PackageListResponse = response<PackageList>(
  'PackageList',
  'The active packages of a router, cheapest first, as a portal shows them.',
).with({
  router_id: [integerId, 1, (r) => r.routerId],
  router_name: [text, 'Mama Njeri Café', (r) => r.routerName],
  packages: [
    list(PackageResponse.schema),
    [PackageResponse.example],
    ({ packages, routerName }) => packages.map((sold) => PackageResponse.of({ sold, routerName })),
  ],
});

/** `POST /routers/packages/{id}/copy/` */
export const PackageCopiesResponse = response<readonly PackageOfRouter[]>(
  'PackageCopies',
  'The copies of a package, in the order of the routers in the request.',
).with({
  packages: [
    list(PackageResponse.schema),
    [
      { ...PackageResponse.example, id: 2, router: 2, router_name: 'Annex' },
      { ...PackageResponse.example, id: 3, router: 3, router_name: 'Bus stage' },
    ],
    (copies) => copies.map((copy) => PackageResponse.of(copy)),
  ],
});
