import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { basePath } from './base-path.js';
import { Layout } from './layout/layout.js';
import { Crashed, CrashedPage } from './layout/crashed.js';
import { Loading } from './layout/loading.js';
import { NotFound } from './layout/not-found.js';
import { Root } from './layout/root.js';
import { session } from './session/session.js';

/** The query of an address: texts by name. Numbers in it stay texts, such as phone numbers. */
export type Search = Readonly<Partial<Record<string, string>>>;

const rootRoute = createRootRoute({
  component: Root,
  notFoundComponent: NotFound,
  errorComponent: CrashedPage,
  validateSearch: (search): Search => search as Search,
});

const root = { getParentRoute: () => rootRoute } as const;

const logIn = createRoute({
  ...root,
  path: '/log-in',
  component: lazyRouteComponent(() => import('./screens/log-in/index.js'), 'Screen'),
});
const register = createRoute({
  ...root,
  path: '/register',
  component: lazyRouteComponent(() => import('./screens/register/index.js'), 'Screen'),
});

/** The screens of operators who are logged in. */
const insideRoute = createRoute({
  ...root,
  id: 'inside',
  component: Layout,
  errorComponent: CrashedPage,
  // Nothing is on the screen yet that could stay there meanwhile.
  pendingMs: 0,
  pendingMinMs: 0,
  beforeLoad: async ({ location }) => {
    const { status } = await session.start();
    if (status !== 'in') redirect({ to: '/log-in', search: { next: location.href }, throw: true });
  },
});
const inside = { getParentRoute: () => insideRoute } as const;

const screens = [
  createRoute({
    ...inside,
    path: '/',
    component: lazyRouteComponent(() => import('./screens/today/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/first-steps',
    component: lazyRouteComponent(() => import('./screens/first-run/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/find',
    component: lazyRouteComponent(() => import('./screens/find/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/payments',
    component: lazyRouteComponent(() => import('./screens/payments/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/payments/$id',
    component: lazyRouteComponent(() => import('./screens/payment/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/review',
    component: lazyRouteComponent(() => import('./screens/review/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/access',
    component: lazyRouteComponent(() => import('./screens/access/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/access/$id',
    component: lazyRouteComponent(() => import('./screens/entitlement/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/packages',
    component: lazyRouteComponent(() => import('./screens/packages/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/routers',
    component: lazyRouteComponent(() => import('./screens/routers/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/routers/$id',
    component: lazyRouteComponent(() => import('./screens/router/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/reports',
    component: lazyRouteComponent(() => import('./screens/reports/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/portal',
    component: lazyRouteComponent(() => import('./screens/portal/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/keys',
    component: lazyRouteComponent(() => import('./screens/keys/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('./screens/webhooks/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/logins',
    component: lazyRouteComponent(() => import('./screens/logins/index.js'), 'Screen'),
  }),
  createRoute({
    ...inside,
    path: '/settings',
    component: lazyRouteComponent(() => import('./screens/settings/index.js'), 'Screen'),
  }),
] as const;

export const router = createRouter({
  routeTree: rootRoute.addChildren([logIn, register, insideRoute.addChildren(screens)]),
  basepath: basePath,
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultErrorComponent: Crashed,
  defaultPendingComponent: Loading,
  defaultNotFoundComponent: NotFound,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search as Search).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, value]],
    );
    return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
