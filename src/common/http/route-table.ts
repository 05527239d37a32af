import { type Request } from 'express';

/** One route of the running application. */
export interface Route {
  /** The pattern that it was registered under, such as `/payments/:id`. */
  readonly path: string;
  /** The methods that it answers, in upper case. */
  readonly methods: readonly string[];
}

/** As much of Express's router as is read here. */
export interface RouterStack {
  readonly stack: readonly RouterLayer[];
}
interface RouterLayer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, unknown>> };
  match(path: string): unknown;
}

/** Express's mark of a route that answers every method. */
const ALL = '_all';

/** Which routes there are, read from the router that dispatches to them: it cannot disagree. */
export class RouteTable {
  private readonly known = new WeakMap<Request, readonly Route[]>();

  constructor(private readonly router: RouterStack) {}

  /** Every route, in the order in which they are tried. */
  all(): readonly Route[] {
    return this.routes(() => true);
  }

  /** The routes of any method whose path fits the request's, in the order in which they are tried. */
  at(request: Request): readonly Route[] {
    let routes = this.known.get(request);
    if (!routes) {
      const { path } = request;
      routes = this.routes((layer) => Boolean(layer.match(path)));
      this.known.set(request, routes);
    }
    return routes;
  }

  /** The same, if anybody has asked for it while the request was handled; does not match again. */
  seenAt(request: Request): readonly Route[] {
    return this.known.get(request) ?? [];
  }

  private routes(wanted: (layer: RouterLayer) => boolean): readonly Route[] {
    const found: Route[] = [];
    // Every request comes by here, and all layers but one or two do not fit.
    for (const layer of this.router.stack) {
      if (!layer.route || !wanted(layer)) continue;
      found.push({ path: String(layer.route.path), methods: methodsOf(layer.route.methods) });
    }
    return found;
  }
}

/**
 * The template of the route that a request went to, or would have gone to had it not been refused
 * before; never its address, which may hold ids. `unmatched` when there is no such route.
 */
export function routeOf(request: Request, routes: RouteTable): string {
  const taken = (request.route as { readonly path?: unknown } | undefined)?.path;
  if (typeof taken === 'string') return taken;
  const fitting = routes.seenAt(request);
  const route = fitting.find(({ methods }) => methods.includes(request.method)) ?? fitting[0];
  return route?.path ?? 'unmatched';
}

/** HEAD comes with GET: Express answers it from the same handler. */
function methodsOf(methods: Readonly<Record<string, unknown>>): readonly string[] {
  if (methods[ALL]) return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
  const named = Object.keys(methods).map((method) => method.toUpperCase());
  return named.includes('GET') && !named.includes('HEAD') ? [...named, 'HEAD'] : named;
}
