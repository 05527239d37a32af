import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { type Request } from 'express';
import { currentRequest } from '../common/http/request-context.js';
import { ACCESS, type Access } from './access.decorators.js';
import { authErrors } from './auth-errors.js';
import { type Caller } from './caller.js';

/** Passport's guards, with our errors instead of the framework's bare "Unauthorized". */
class TokenGuard extends AuthGuard('jwt') {
  override handleRequest<User>(error: unknown, user: User | false): User {
    if (error) throw error as Error;
    if (!user) throw authErrors.tokenInvalid();
    return user;
  }
}

class PublicKeyGuard extends AuthGuard('public-key') {
  override handleRequest<User>(error: unknown, user: User | false): User {
    if (error) throw error as Error;
    if (!user) throw authErrors.publicKeyUnknown();
    return user;
  }
}

/**
 * The one guard, on every endpoint. An endpoint wants a token unless it says otherwise; on the
 * public ones a token decides if one is sent, and the public key otherwise.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly token = new TokenGuard();
  private readonly publicKey = new PublicKeyGuard();

  constructor(private readonly reflector: Reflector) {}

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
    await (bearer ? this.token : this.publicKey).canActivate(context);

    const requestContext = currentRequest();
    if (requestContext && request.user) requestContext.operatorId = request.user.userId;
    return true;
  }
}
