import { type INestApplication } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { accessOf } from '../auth/access.decorators.js';
import { controllerRoutes } from '../common/http/controller-routes.js';
import { CLOSED_TO_PAGES } from './cors.decorator.js';

/** Which pages may call a route: those of any origin, those of the configured origins, or none. */
export type CorsPolicy = 'any' | 'listed' | 'none';

/** Finds the policy of a route by its method and path pattern. */
export type CorsPolicyOf = (method: string, path: string) => CorsPolicy;

/**
 * Reads the policies from the decorators: portals may call routes with portal access, dashboards
 * all others.
 */
export function corsPolicies(app: INestApplication): CorsPolicyOf {
  const reflector = app.get(Reflector);
  const policies = new Map(
    controllerRoutes(app).map(({ method, path, handler, controller }) => {
      const targets = [handler as () => unknown, controller];
      const closed = reflector.getAllAndOverride<boolean | undefined>(CLOSED_TO_PAGES, targets);
      const isForPortals = accessOf(reflector, targets) === 'portal';
      const policy = closed ? 'none' : isForPortals ? 'any' : 'listed';
      return [keyOf(method, path), policy] as const;
    }),
  );
  return (method, path) =>
    policies.get(keyOf(method === 'HEAD' ? 'GET' : method, path)) ?? 'listed';
}

const keyOf = (method: string, path: string): string => `${method} ${path}`;
