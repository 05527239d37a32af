import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { type Request } from 'express';
import { type Caller, type Login } from './caller.js';

/** Who may call an endpoint. Without a decorator: `operators`, so that nothing is open by mistake. */
export type Access = 'operators' | 'portals' | 'anyone';
export const ACCESS = 'access';

/** Portals with a public key, and operators with a token. */
export const Public = (): MethodDecorator & ClassDecorator =>
  SetMetadata(ACCESS, 'portals' satisfies Access);

/** Anyone at all: registration, login, health, IntaSend's callbacks. */
export const Open = (): MethodDecorator & ClassDecorator =>
  SetMetadata(ACCESS, 'anyone' satisfies Access);

/** The operator that the guard has recognised. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context),
);

/** The login that the request belongs to: for endpoints that want a token. */
export const CurrentLogin = createParamDecorator((_: unknown, context: ExecutionContext): Login => {
  const { userId, sessionId } = callerOf(context);
  if (sessionId === null) throw new Error('CurrentLogin is for endpoints that want a token');
  return { userId, sessionId };
});

function callerOf(context: ExecutionContext): Caller {
  const { user } = context.switchToHttp().getRequest<Request & { user?: Caller }>();
  if (!user) throw new Error('Endpoints that are open to anyone have no caller');
  return user;
}
