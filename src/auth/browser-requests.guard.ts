import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
} from '@nestjs/common';
import { type Request } from 'express';
import { RouteGuards } from '../common/http/known-query.guard.js';
import { Describe } from '../common/openapi/describe.decorator.js';
import { Settings } from '../config/settings.js';
import { authErrors } from './auth-errors.js';
import { SessionCookie } from './session-cookie.js';

const JSON_TYPE = /^\s*application\/json\s*(;|$)/i;

/**
 * Lets requests through that a page of this server has made by script. A page of another origin can
 * neither set `Sec-Fetch-Site` nor `Origin`; browsers do. A page of another host of the same domain
 * (`same-site`) is another origin too. A form cannot send JSON.
 */
@Injectable()
export class BrowserRequestsGuard implements CanActivate {
  constructor(private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (!this.isSameOrigin(request)) throw authErrors.foreignOrigin();
    const isJson = JSON_TYPE.test(request.headers['content-type'] ?? '');
    if (request.method === 'POST' && !isJson) throw authErrors.jsonOnly();
    return true;
  }

  /** Browsers leave `Sec-Fetch-Site` out on plain http, and older ones always. */
  private isSameOrigin(request: Request): boolean {
    const site = request.get('sec-fetch-site');
    if (site !== undefined) return site === 'same-origin';
    const origin = request.get('origin');
    const own = new URL(this.settings.server.publicUrl);
    if (origin === own.origin) return true;
    // A server in development is opened by several names, such as its address in the local network.
    return own.protocol === 'http:' && origin === `http://${request.get('host') ?? ''}`;
  }
}

/** Refuses a request without the cookie of a login before it counts as a failed one. */
@Injectable()
export class SessionCookieGuard implements CanActivate {
  constructor(private readonly cookie: SessionCookie) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (this.cookie.read(request) === null) throw authErrors.sessionCookieMissing();
    return true;
  }
}

/** For the routes that set or read the cookie of a login. */
export const BrowserRequestsOnly = (): MethodDecorator =>
  applyDecorators(
    RouteGuards(BrowserRequestsGuard),
    Describe({ errors: [authErrors.foreignOrigin(), authErrors.jsonOnly()] }),
  );

/** For a route that needs the cookie of a login, so for browsers only. */
export const NeedsSessionCookie = (): MethodDecorator =>
  applyDecorators(
    RouteGuards(SessionCookieGuard, BrowserRequestsGuard),
    Describe({
      errors: [
        authErrors.sessionCookieMissing(),
        authErrors.foreignOrigin(),
        authErrors.jsonOnly(),
      ],
    }),
  );
