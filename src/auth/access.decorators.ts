import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { type Request } from 'express';
import { type Caller } from './caller.js';

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
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { user } = context.switchToHttp().getRequest<Request & { user?: Caller }>();
  if (!user) throw new Error('CurrentUser is for endpoints that are not open to anyone');
  return user;
});
