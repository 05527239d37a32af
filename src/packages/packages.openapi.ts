import { answer, type Description, nothing } from '../common/openapi/describe.decorator.js';
import { pageOf } from '../common/openapi/page.schema.js';
import {
  about,
  count,
  flag,
  instant,
  integerId,
  list,
  money,
  oneOf,
  resource,
  text,
} from '../common/openapi/schema.js';
import { SALES_CURRENCY } from '../common/validation/rules.js';
import { routerNotFound } from '../routers/router-errors.js';
import { PACKAGE_TYPE_NAMES } from './package-displays.js';
import { packageNameTaken, packageNotFound } from './package-errors.js';
import { PACKAGE_TYPES } from './package.entity.js';
import { type packageResponse } from './package.response.js';
import { type PackageListResponse } from './packages.controller.js';

const Package = resource<ReturnType<typeof packageResponse>>(
  'Package',
  'A package of a router.',
  {
    id: integerId,
    name: text,
    router: integerId,
    router_name: text,
    package_type: oneOf(PACKAGE_TYPES),
    package_type_display: oneOf(Object.values(PACKAGE_TYPE_NAMES)),
    duration_hours: count,
    duration_display: about('Such as `24 hours` or `1 month`.', text),
    price: money,
    currency: oneOf([SALES_CURRENCY]),
    download_speed_mbps: count,
    download_speed_display: about('Such as `10 Mbps` or `1.0 Gbps`.', text),
    upload_speed_mbps: count,
    upload_speed_display: text,
    speed_display: text,
    description: text,
    is_active: about('Whether portals show it.', flag),
    created_at: instant,
    updated_at: instant,
  },
  {
    id: 1,
    name: 'One day',
    router: 1,
    router_name: 'Mama Njeri Café',
    package_type: 'hourly',
    package_type_display: PACKAGE_TYPE_NAMES.hourly,
    duration_hours: 24,
    duration_display: '24 hours',
    price: '50.00',
    currency: SALES_CURRENCY,
    download_speed_mbps: 10,
    download_speed_display: '10 Mbps',
    upload_speed_mbps: 5,
    upload_speed_display: '5 Mbps',
    speed_display: '10 Mbps / 5 Mbps',
    description: '',
    is_active: true,
    created_at: '2026-03-01T08:00:00.000Z',
    updated_at: '2026-03-01T08:00:00.000Z',
  },
);

const PackageList = resource<PackageListResponse>(
  'PackageList',
  'The active packages of a router, cheapest first, as a portal shows them.',
  { router_id: integerId, router_name: text, packages: list(Package.schema) },
  { router_id: 1, router_name: 'Mama Njeri Café', packages: [Package.example] },
);

const example = {
  name: 'One day',
  router: 1,
  package_type: 'hourly',
  duration_hours: 24,
  price: '50.00',
  download_speed_mbps: 10,
  upload_speed_mbps: 5,
};

/** Describes the endpoints of packages. */
export const packagesDocs = {
  create: {
    summary: 'Add a package to a router',
    example,
    answers: [answer(201, 'The new package.', Package)],
    errors: [packageNameTaken(), routerNotFound()],
  },
  list: {
    summary: 'List packages',
    answers: [answer(200, 'A page of packages.', pageOf('Package', Package))],
  },
  get: {
    summary: 'Show a package',
    answers: [answer(200, 'The package.', Package)],
    errors: [packageNotFound()],
  },
  replace: {
    summary: 'Replace a package',
    description: 'Payments keep what was sold: price, duration and speeds.',
    example,
    answers: [answer(200, 'The package as it is now.', Package)],
    errors: [packageNameTaken(), packageNotFound(), routerNotFound()],
  },
  change: {
    summary: 'Change a package',
    description: 'Payments keep what was sold: price, duration and speeds.',
    example: { price: '60.00' },
    answers: [
      answer(200, 'The package as it is now.', Package, { ...Package.example, price: '60.00' }),
    ],
    errors: [packageNameTaken(), packageNotFound(), routerNotFound()],
  },
  remove: {
    summary: 'Delete a package',
    description: 'A package with payments is archived.',
    answers: [nothing('The package is deleted.')],
    errors: [packageNotFound()],
  },
  listForPortal: {
    summary: 'List the packages of a router for a portal',
    description: 'The active packages, cheapest first.',
    answers: [answer(200, 'The active packages.', PackageList)],
    errors: [routerNotFound()],
  },
} as const satisfies Record<string, Description>;
