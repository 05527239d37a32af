import { type TestApp } from './app.js';

/** One method of one path that the running application answers. */
export interface Route {
  readonly method: string;
  /** As Express has it: `/routers/:id/packages`. */
  readonly path: string;
}

interface Layer {
  readonly route?: {
    readonly path: string | readonly string[];
    readonly methods: Readonly<Record<string, boolean>>;
  };
}

/** Every route of the running application, read from Express itself. */
export function routesOf({ nest }: TestApp): Route[] {
  const express: unknown = nest.getHttpAdapter().getInstance();
  const { router } = express as { readonly router: { readonly stack: readonly Layer[] } };
  return router.stack.flatMap(({ route }) => {
    if (!route) return [];
    const methods = Object.keys(route.methods).filter((method) => route.methods[method]);
    return [route.path].flat().flatMap((path) => methods.map((method) => ({ method, path })));
  });
}
