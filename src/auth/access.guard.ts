import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request } from 'express';
import { type StrategyCreatedStatic } from 'passport';
import { type ApiError } from '../common/errors/api-error.js';
import { currentRequest } from '../common/http/request-context.js';
import { accessOf } from './access.decorators.js';
import { authErrors } from './auth-errors.js';
import { type Caller } from './caller.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PublicKeyStrategy } from './public-key.strategy.js';

/**
 * Authenticates every request. An endpoint requires a token unless a decorator says otherwise. Where
 * portals have access, a token decides if one is sent, else the public API key.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly token: JwtStrategy,
    private readonly publicKey: PublicKeyStrategy,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(this.reflector, [context.getHandler(), context.getClass()]);
    if (access === 'public') return true;

    const request = context.switchToHttp().getRequest<Request & { user?: Caller }>();
    const bearer = /^bearer\s/i.test(request.headers.authorization ?? '');
    if (!bearer && access === 'token') throw authErrors.tokenMissing();
    request.user = await (bearer
      ? authenticate(this.token, request, authErrors.tokenInvalid)
      : authenticate(this.publicKey, request, authErrors.publicKeyUnknown));

    const requestContext = currentRequest();
    if (requestContext) requestContext.operatorId = request.user.userId;
    return true;
  }
}

/** The part of a Passport strategy that the guard calls. */
interface Strategy {
  authenticate(request: Request): void;
}

/**
 * Runs a Passport strategy on the request, and passes on the error it throws. Passport's own
 * middleware does more than this: it serves sessions and redirects, which an API does not need.
 */
function authenticate(
  strategy: Strategy,
  request: Request,
  failure: () => ApiError,
): Promise<Caller> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      reject(failure());
    };
    const callbacks: StrategyCreatedStatic = {
      success: (caller) => {
        resolve(caller as unknown as Caller);
      },
      fail: refuse,
      error: reject,
      redirect: refuse,
      pass: refuse,
    };
    // Passport sets the callbacks on the strategy itself, so each request needs its own copy.
    const ownStrategy = Object.assign(Object.create(strategy) as Strategy, callbacks);
    ownStrategy.authenticate(request);
  });
}
