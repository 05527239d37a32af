import { type Description, answer, nothing } from '../common/openapi/describe.decorator.js';
import { pageOf } from '../common/openapi/page.schema.js';
import {
  about,
  flag,
  instant,
  integerId,
  nullable,
  resource,
  text,
} from '../common/openapi/schema.js';
import { routerNotFound } from './router-errors.js';
import { type routerResponse } from './router.response.js';

const Router = resource<ReturnType<typeof routerResponse>>(
  'Router',
  'A MikroTik router of an operator. Its password is never shown.',
  {
    id: integerId,
    name: text,
    host: about('A host name or an IP address.', text),
    port: { type: 'integer', minimum: 1, maximum: 65_535 },
    username: text,
    use_https: flag,
    verify_certificate: about('Whether its certificate must be valid.', flag),
    is_online: about('The result of the last connection test.', flag),
    last_checked: nullable(instant),
    created_at: instant,
    updated_at: instant,
  },
  {
    id: 1,
    name: 'Mama Njeri Café',
    host: '10.0.0.1',
    port: 80,
    username: 'lipafi',
    use_https: false,
    verify_certificate: true,
    is_online: true,
    last_checked: '2026-03-01T09:30:00.000Z',
    created_at: '2026-03-01T08:00:00.000Z',
    updated_at: '2026-03-01T08:00:00.000Z',
  },
);

const example = {
  name: 'Mama Njeri Café',
  host: '10.0.0.1',
  port: 80,
  username: 'lipafi',
  password: 'a password of the router',
  use_https: false,
};

/** Describes the endpoints of routers. */
export const routersDocs = {
  create: {
    summary: 'Add a router',
    example,
    answers: [answer(201, 'The new router.', Router)],
  },
  list: {
    summary: 'List routers',
    answers: [answer(200, 'A page of routers.', pageOf('Router', Router))],
  },
  get: {
    summary: 'Show a router',
    answers: [answer(200, 'The router.', Router)],
    errors: [routerNotFound()],
  },
  replace: {
    summary: 'Replace a router',
    description: 'Absent optional fields keep their value, and so does an absent password.',
    example,
    answers: [answer(200, 'The changed router.', Router)],
    errors: [routerNotFound()],
  },
  change: {
    summary: 'Change a router',
    example: { name: 'Mama Njeri Café, upstairs' },
    answers: [
      answer(200, 'The changed router.', Router, {
        ...Router.example,
        name: 'Mama Njeri Café, upstairs',
      }),
    ],
    errors: [routerNotFound()],
  },
  remove: {
    summary: 'Delete a router',
    description: 'Its packages are deleted too. A router with payments is archived instead.',
    answers: [nothing('The router is deleted.')],
    errors: [routerNotFound()],
  },
} as const satisfies Record<string, Description>;
