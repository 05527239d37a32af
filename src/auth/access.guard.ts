import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request } from 'express';
import { type StrategyCreatedStatic } from 'passport';
import { type ApiError } from '../common/errors/api-error.js';
import { currentRequest } from '../common/http/request-context.js';
import { ACCESS, type Access } from './access.decorators.js';
import { authErrors } from './auth-errors.js';
import { type Caller } from './caller.js';
import { JwtStrategy } from './jwt.strategy.js';
import { PublicKeyStrategy } from './public-key.strategy.js';

/**
 * The one guard, on every endpoint. An endpoint wants a token unless it says otherwise; on the
 * public ones a token decides if one is sent, and the public key otherwise.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly token: JwtStrategy,
    private readonly publicKey: PublicKeyStrategy,
  ) {}

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
      ? recognise(this.token, request, authErrors.tokenInvalid)
      : recognise(this.publicKey, request, authErrors.publicKeyUnknown));

    const requestContext = currentRequest();
    if (requestContext) requestContext.operatorId = request.user.userId;
    return true;
  }
}

/** A strategy of passport's. */
interface AStrategy {
  authenticate(request: Request): void;
}

/**
 * Asks a strategy who is calling; what it throws itself is passed on. Passport's own middleware
 * does this too, and with it much that servers with pages and cookies need.
 */
function recognise(
  strategy: AStrategy,
  request: Request,
  otherwise: () => ApiError,
): Promise<Caller> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      reject(otherwise());
    };
    const conclusions: StrategyCreatedStatic = {
      success: (caller) => {
        resolve(caller as unknown as Caller);
      },
      fail: refuse,
      error: reject,
      redirect: refuse,
      pass: refuse,
    };
    // A strategy tells its conclusion to itself, so that each request needs one of its own.
    const own = Object.assign(Object.create(strategy) as AStrategy, conclusions);
    own.authenticate(request);
  });
}
