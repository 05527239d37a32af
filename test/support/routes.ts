import { type TestApp } from './app.js';

/** A method and a path of the running application. */
export interface Route {
  readonly method: string;
  /** The path in the form of Express: `/routers/:id/packages`. */
  readonly path: string;
}

interface Layer {
  readonly route?: {
    readonly path: string | readonly string[];
    readonly methods: Readonly<Record<string, boolean>>;
  };
}

/** Whether a path is a page of the portal or of the dashboard, which the API document leaves out. */
export const isPage = (path: string): boolean =>
  /^(?:\/api)?\/(?:portal(?!\/(?:settings|preview)\/?$)|dashboard)(?:[/?]|$)/i.test(path);

/** All routes of the running application, read from Express. */
export function routesOf({ nest }: TestApp): Route[] {
  const express: unknown = nest.getHttpAdapter().getInstance();
  const { router } = express as { readonly router: { readonly stack: readonly Layer[] } };
  return router.stack.flatMap(({ route }) => {
    if (!route) return [];
    const methods = Object.keys(route.methods).filter((method) => route.methods[method]);
    return [route.path].flat().flatMap((path) => methods.map((method) => ({ method, path })));
  });
}
