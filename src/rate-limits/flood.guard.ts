import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Request } from 'express';
import { type Caller } from '../auth/caller.js';
import { clientAddress } from './client-address.js';
import { PortalLimits } from './portal-limits.js';

/** On whatever is asked with a public key: no sender takes all of the server. */
@Injectable()
export class FloodGuard implements CanActivate {
  constructor(private readonly limits: PortalLimits) {}

  /** Lets pass who was recognised by something else. @throws ApiError 429 */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request & { readonly user?: Caller }>();
    if (request.user?.sessionId === null) {
      await this.limits.countRequest(request.user.userId, clientAddress(request));
    }
    return true;
  }
}
