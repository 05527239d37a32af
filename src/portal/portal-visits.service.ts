import { Injectable } from '@nestjs/common';
import { type Request } from 'express';
import { type Language } from '#portal';
import { Clock } from '../common/clock.js';
import { ApiError } from '../common/errors/api-error.js';
import { currentRequest } from '../common/http/request-context.js';
import { isJsonObject } from '../common/json/storable-json.js';
import { clientAddress } from '../rate-limits/client-address.js';
import { PortalLimits } from '../rate-limits/portal-limits.js';
import { chosenLanguage, preferredLanguage } from './portal-language.js';
import { type PortalRouter, PortalRouterRepository } from './portal-router.repository.js';
import { type PortalSession, PortalSessions } from './portal-session.js';
import { PortalUrls } from './portal-urls.js';

/** The share of the flood limit for addresses of portals that do not exist. */
const NOBODY = 0;
/** Longer text is not what a customer types, even with a whole SMS. */
const MAX_TEXT_LENGTH = 500;

/** A customer in front of one router's portal. */
export interface Visitor {
  readonly router: PortalRouter;
  /** The language that the customer has chosen; null: the browser decides. */
  readonly chosen: Language | null;
  readonly language: Language;
  /** The network address of the request. */
  readonly address: string;
  readonly now: Date;
  /** Whether a person has followed a link, as far as the browser says: no preview, no prefetch. */
  readonly isNavigation: boolean;
  /** A text of the query, or of the form; empty when there is none. */
  query(name: string): string;
  field(name: string): string;
}

/** A customer with a session. */
export interface Visit extends Visitor {
  readonly session: PortalSession;
  readonly urls: PortalUrls;
}

/** Reads who comes to the portal. */
@Injectable()
export class PortalVisits {
  constructor(
    private readonly routers: PortalRouterRepository,
    private readonly sessions: PortalSessions,
    private readonly limits: PortalLimits,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds the router of a request.
   * @returns null when there is no such portal
   * @throws ApiError 403 for a form of another site, 429
   */
  async visitorOf(request: Request): Promise<Visitor | null> {
    refuseForeignForm(request);
    const address = clientAddress(request);
    const router = await this.routers.findBySlug(paramOf(request, 'slug'));
    await this.limits.countRequest(router?.userId ?? NOBODY, address);
    if (!router) return null;
    const context = currentRequest();
    if (context) context.operatorId = router.userId;
    const chosen = chosenLanguage(request.query['lang']);
    return {
      router,
      chosen,
      language: chosen ?? preferredLanguage(request.get('accept-language')),
      address,
      now: this.clock.now(),
      isNavigation: request.method === 'GET' && !/prefetch/i.test(request.get('sec-purpose') ?? ''),
      query: (name) => textOf(request.query[name]),
      field: (name) => textOf(isJsonObject(request.body) ? request.body[name] : undefined),
    };
  }

  /** The visit of a session in the address; null when it is over, or is none of this router. */
  visitOf(visitor: Visitor, request: Request): Visit | null {
    const sealed = paramOf(request, 'session');
    const session = this.sessions.open(sealed, visitor.router.slug);
    return session && { ...visitor, session, urls: this.urlsOf(visitor, sealed) };
  }

  /** A visit with another session: a new one, or what the last step has made of it. */
  visitWith(visitor: Visitor, session: PortalSession): Visit {
    const urls = this.urlsOf(visitor, this.sessions.seal(session));
    return { ...visitor, session, urls };
  }

  private urlsOf({ router, chosen }: Visitor, sealed: string): PortalUrls {
    return new PortalUrls(router.slug, sealed, chosen);
  }
}

/** The session that an address carries, without anything else about the request. */
export const paramOf = ({ params }: Request, name: 'slug' | 'session'): string => {
  const value = params[name];
  return typeof value === 'string' ? value : '';
};

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, MAX_TEXT_LENGTH).trim() : '';

/**
 * Browsers say where a form comes from. Old ones do not; then the session in the address, which no
 * other site knows, is the protection.
 * @throws ApiError 403
 */
function refuseForeignForm(request: Request): void {
  const site = request.get('sec-fetch-site');
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (request.method === 'POST' && isForeign) {
    throw new ApiError(403, 'foreign_form', 'This form was sent from another site.');
  }
}
