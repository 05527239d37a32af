import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { type Reflector } from '@nestjs/core';
import { type Request } from 'express';
import { type Caller, type Login } from './caller.js';

/**
 * The authentication that a route requires. Without a decorator it is a token, so that nothing is
 * public by mistake.
 */
export type Access = 'token' | 'portal' | 'public';
const ACCESS = 'access';

/** No authentication: registration, login, health, the webhooks of providers. */
export const Public = (): MethodDecorator & ClassDecorator =>
  SetMetadata(ACCESS, 'public' satisfies Access);

/** A portal's public API key is accepted, and so is an operator's token. */
export const PortalAccess = (): MethodDecorator & ClassDecorator =>
  SetMetadata(ACCESS, 'portal' satisfies Access);

/** Reads the access of an endpoint. The handler comes first, because it overrides its controller. */
export const accessOf = (
  reflector: Reflector,
  targets: Parameters<Reflector['getAllAndOverride']>[1],
): Access => reflector.getAllAndOverride<Access | undefined>(ACCESS, targets) ?? 'token';

/** The operator that the guard has authenticated. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context),
);

/** The login that the request's token belongs to. Only for endpoints that require a token. */
export const CurrentLogin = createParamDecorator((_: unknown, context: ExecutionContext): Login => {
  const { userId, sessionId } = callerOf(context);
  if (sessionId === null) throw new Error('CurrentLogin is for endpoints that require a token');
  return { userId, sessionId };
});

function callerOf(context: ExecutionContext): Caller {
  const { user } = context.switchToHttp().getRequest<Request & { user?: Caller }>();
  if (!user) throw new Error('A public endpoint has no caller');
  return user;
}
