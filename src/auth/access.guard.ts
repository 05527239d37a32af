import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request, type RequestHandler, type Response } from 'express';
import passport, { type AuthenticateCallback } from 'passport';
import { type ApiError } from '../common/errors/api-error.js';
import { currentRequest } from '../common/http/request-context.js';
import { ACCESS, type Access } from './access.decorators.js';
import { authErrors } from './auth-errors.js';
import { type Caller } from './caller.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PublicKeyStrategy } from './public-key.strategy.js';

/** Exported by the package and left out of its types. */
const { Passport: Authenticator } = passport as unknown as {
  readonly Passport: new () => passport.Authenticator;
};
const TOKEN = 'jwt';
const PUBLIC_KEY = 'public-key';

/**
 * The one guard, on every endpoint. An endpoint wants a token unless it says otherwise; on the
 * public ones a token decides if one is sent, and the public key otherwise.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  /** Of this application alone: passport's usual one is shared by all that run in a process. */
  private readonly passport = new Authenticator();

  constructor(
    private readonly reflector: Reflector,
    token: JwtStrategy,
    publicKey: PublicKeyStrategy,
  ) {
    this.passport.use(TOKEN, token).use(PUBLIC_KEY, publicKey);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access =
      this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
        context.getHandler(),
        context.getClass(),
      ]) ?? 'operators';
    if (access === 'anyone') return true;

    const request = context.switchToHttp().getRequest<Request & { user?: Caller }>();
    const bearer = /^bearer\s/i.test(request.headers.authorization ?? '');
    if (!bearer && access === 'operators') throw authErrors.tokenMissing();
    request.user = await (bearer
      ? this.recognise(TOKEN, request, authErrors.tokenInvalid)
      : this.recognise(PUBLIC_KEY, request, authErrors.publicKeyUnknown));

    const requestContext = currentRequest();
    if (requestContext) requestContext.operatorId = request.user.userId;
    return true;
  }

  /** Asks a strategy who is calling; what it throws itself is passed on. */
  private recognise(
    strategy: string,
    request: Request,
    otherwise: () => ApiError,
  ): Promise<Caller> {
    return new Promise((resolve, reject) => {
      const decided: AuthenticateCallback = (error: unknown, caller) => {
        if (error instanceof Error) reject(error);
        else if (caller) resolve(caller as unknown as Caller);
        else reject(otherwise());
      };
      const middleware = this.passport.authenticate(
        strategy,
        { session: false },
        decided,
      ) as RequestHandler;
      void middleware(request, request.res as Response, reject);
    });
  }
}
