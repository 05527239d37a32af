import { type Request } from 'express';

/** A route of the running application. */
export interface Route {
  /** The registered pattern, such as `/payments/:id`. */
  readonly path: string;
  /** The methods of the route, in upper case. */
  readonly methods: readonly string[];
}

/** The part of Express's router that this file reads. */
export interface RouterStack {
  readonly stack: readonly RouterLayer[];
}
interface RouterLayer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, unknown>> };
  match(path: string): unknown;
}

/** Express's mark of a route for every method. */
const ALL = '_all';

/** A segment of a pattern without parameters or wildcards. */
const PLAIN = /^[\w.-]*$/;
/** A segment that is one parameter. */
const PARAMETER = /^:\w+$/;

/** A route with its path matcher. */
interface Known {
  readonly route: Route;
  /** The first segment of its pattern, in lower case. */
  readonly first: string;
  /**
   * The segments of its pattern in lower case, null for a parameter. Null when a pattern has anything
   * else: only its matcher knows then which paths it matches.
   */
  readonly segments: readonly (string | null)[] | null;
  readonly layer: RouterLayer;
}

/** The routes of the application, read from the router itself, so that the two cannot differ. */
export class RouteTable {
  private readonly known = new WeakMap<Request, readonly Route[]>();
  /** Routes by the first segment of their path; most requests need no others. */
  private readonly byFirst = new Map<string, readonly Known[]>();
  /** Routes whose first segment is a parameter. */
  private anywhere: readonly Known[] = [];
  /** The number of layers the router had at the last read: routes are added during start-up. */
  private layers = 0;

  constructor(private readonly router: RouterStack) {}

  /** All routes, in matching order. */
  all(): readonly Route[] {
    return this.read().map(({ route }) => route);
  }

  /** The routes of any method whose path matches the request, in matching order. */
  at(request: Request): readonly Route[] {
    let routes = this.known.get(request);
    if (!routes) {
      const { path } = request;
      const segments = segmentsOf(path);
      // The matchers cost more than all else here, so most routes are ruled out by their segments.
      const fitting = this.beginningAs(segments[0] ?? '').filter(
        (known) => mayMatch(known, segments) && Boolean(known.layer.match(path)),
      );
      routes = fitting.map(({ route }) => route);
      this.known.set(request, routes);
    }
    return routes;
  }

  /** The same, if it was already computed for this request; does not match again. */
  seenAt(request: Request): readonly Route[] {
    return this.known.get(request) ?? [];
  }

  private beginningAs(first: string): readonly Known[] {
    const { length } = this.router.stack;
    if (length !== this.layers) {
      this.sort();
      this.layers = length;
    }
    return this.byFirst.get(first) ?? this.anywhere;
  }

  private sort(): void {
    const known = this.read();
    this.anywhere = known.filter(({ first }) => !PLAIN.test(first));
    this.byFirst.clear();
    for (const { first } of known.filter((each) => PLAIN.test(each.first))) {
      const beginning = known.filter((each) => each.first === first || !PLAIN.test(each.first));
      this.byFirst.set(first, beginning);
    }
  }

  private read(): readonly Known[] {
    return this.router.stack.flatMap((layer) => {
      if (!layer.route) return [];
      const path = String(layer.route.path);
      const route = { path, methods: methodsOf(layer.route.methods) };
      const segments = segmentsOf(path);
      return [{ layer, route, first: segments[0] ?? '', segments: patternOf(segments) }];
    });
  }
}

/** `/Payments/:id/retry/` → `payments`, `:id`, `retry`: the router ignores case and a last slash. */
function segmentsOf(path: string): readonly string[] {
  const segments = path.toLowerCase().split('/');
  segments.shift();
  if (segments.at(-1) === '') segments.pop();
  return segments;
}

function patternOf(segments: readonly string[]): Known['segments'] {
  // The router lets `/` match `//` as well.
  const isClear =
    segments.length > 0 &&
    segments.every((segment) => PLAIN.test(segment) || PARAMETER.test(segment));
  return isClear ? segments.map((segment) => (PLAIN.test(segment) ? segment : null)) : null;
}

/** Whether a route may match a path; false for most that do not. */
function mayMatch({ segments: pattern }: Known, segments: readonly string[]): boolean {
  if (pattern === null) return true;
  if (pattern.length !== segments.length) return false;
  return pattern.every((segment, index) => segment === null || segment === segments[index]);
}

/**
 * The route template of a request, even if the request was rejected before. It is never the URL,
 * which may contain ids. `unmatched` when there is no route.
 */
export function routeOf(request: Request, routes: RouteTable): string {
  const taken = (request.route as { readonly path?: unknown } | undefined)?.path;
  if (typeof taken === 'string') return taken;
  const fitting = routes.seenAt(request);
  const route = fitting.find(({ methods }) => methods.includes(request.method)) ?? fitting[0];
  return route?.path ?? 'unmatched';
}

/** Express answers HEAD with the GET handler. */
function methodsOf(methods: Readonly<Record<string, unknown>>): readonly string[] {
  if (methods[ALL]) return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
  const named = Object.keys(methods).map((method) => method.toUpperCase());
  return named.includes('GET') && !named.includes('HEAD') ? [...named, 'HEAD'] : named;
}
