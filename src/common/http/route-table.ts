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

/** A word of a pattern that stands for itself, and not for any number of words. */
const PLAIN = /^[\w.-]*$/;

/** A route with what tells whether an address is its. */
interface Known {
  readonly route: Route;
  /** What its pattern begins with, in small letters. */
  readonly word: string;
  readonly layer: RouterLayer;
}

/** Which routes there are, read from the router that dispatches to them: it cannot disagree. */
export class RouteTable {
  private readonly known = new WeakMap<Request, readonly Route[]>();
  /** The routes whose addresses begin with a certain word, which most requests need not look past. */
  private readonly byWord = new Map<string, readonly Known[]>();
  /** Those whose addresses may begin with any word. */
  private anywhere: readonly Known[] = [];
  /** How many layers the router had when that was last found out: routes are added as it starts. */
  private layers = 0;

  constructor(private readonly router: RouterStack) {}

  /** Every route, in the order in which they are tried. */
  all(): readonly Route[] {
    return this.read().map(({ route }) => route);
  }

  /** The routes of any method whose path fits the request's, in the order in which they are tried. */
  at(request: Request): readonly Route[] {
    let routes = this.known.get(request);
    if (!routes) {
      const { path } = request;
      const fitting = this.beginningAs(path).filter(({ layer }) => Boolean(layer.match(path)));
      routes = fitting.map(({ route }) => route);
      this.known.set(request, routes);
    }
    return routes;
  }

  /** The same, if anybody has asked for it while the request was handled; does not match again. */
  seenAt(request: Request): readonly Route[] {
    return this.known.get(request) ?? [];
  }

  private beginningAs(path: string): readonly Known[] {
    const { length } = this.router.stack;
    if (length !== this.layers) {
      this.sort();
      this.layers = length;
    }
    return this.byWord.get(firstWord(path)) ?? this.anywhere;
  }

  private sort(): void {
    const known = this.read();
    this.anywhere = known.filter(({ word }) => !PLAIN.test(word));
    this.byWord.clear();
    for (const { word } of known.filter((each) => PLAIN.test(each.word))) {
      const beginning = known.filter((each) => each.word === word || !PLAIN.test(each.word));
      this.byWord.set(word, beginning);
    }
  }

  private read(): readonly Known[] {
    return this.router.stack.flatMap((layer) => {
      if (!layer.route) return [];
      const path = String(layer.route.path);
      const route = { path, methods: methodsOf(layer.route.methods) };
      return [{ layer, route, word: firstWord(path) }];
    });
  }
}

/** `/Payments/:id/retry` → `payments`: the router does not tell small letters from capitals. */
const firstWord = (path: string): string => path.split('/', 2)[1]?.toLowerCase() ?? '';

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
