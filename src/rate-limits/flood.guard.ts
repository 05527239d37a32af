import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Request } from 'express';
import { type Caller } from '../auth/caller.js';
import { clientAddress } from './client-address.js';
import { PortalLimits } from './portal-limits.js';

/** Limits all requests with a public key, so that no sender overloads the server. */
@Injectable()
export class FloodGuard implements CanActivate {
  constructor(private readonly limits: PortalLimits) {}

  /** Requests with a token are not limited. @throws ApiError 429 */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request & { readonly user?: Caller }>();
    if (request.user?.sessionId === null) {
      await this.limits.countRequest(request.user.userId, clientAddress(request));
    }
    return true;
  }
}
